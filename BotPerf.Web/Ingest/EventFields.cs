using System.Globalization;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>
/// The fields of one JSON event. Each getter checks its field; the first rule that is broken is kept in
/// <see cref="Fault"/>, and everything after it is of no account.
/// </summary>
internal sealed class EventFields(JsonElement json)
{
    private const double LongestMs = 30.0 * 24 * 3_600 * 1_000;

    public Fault? Fault { get; private set; }

    public void Refuse(string code, string message) => Fault ??= new Fault(code, message);

    /// <summary>A text that must be there and not be empty.</summary>
    public string Name(string field)
    {
        var text = OptionalText(field);
        if (string.IsNullOrEmpty(text))
            Refuse(RejectionCode.FieldMissing, $"{field} is missing.");
        return text ?? "";
    }

    /// <summary>A metric's name.</summary>
    public string MetricName(string field)
    {
        var name = Name(field);
        Keep(NameRules.Metric(field, name));
        return name;
    }

    public string? OptionalText(string field)
    {
        if (!TryGet(field, out var value))
            return null;

        // Ids of guilds and users are often sent as numbers.
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => Wrong(field, "must be a text"),
        };
        if (text is not null)
            Keep(NameRules.Text(field, text));
        return text;
    }

    /// <summary>A text of any length, cut at <paramref name="longest"/>: error messages and stacks.</summary>
    public string CutText(JsonElement parent, string field, int longest)
    {
        if (!parent.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.String)
            return "";

        var text = value.GetString()!;
        return text.Length <= longest ? text : text[..longest];
    }

    /// <summary>A duration in milliseconds that must be there.</summary>
    public double Duration(string field)
    {
        if (OptionalDuration(field) is { } duration)
            return duration;

        Refuse(RejectionCode.FieldMissing, $"{field} is missing.");
        return 0;
    }

    public double? OptionalDuration(string field)
    {
        if (OptionalNumber(field) is not { } value)
            return null;
        if (value < 0)
            Refuse(RejectionCode.DurationNegative, $"{field} is {value.ToString(CultureInfo.InvariantCulture)}; a duration is not negative.");
        else if (value > LongestMs)
            Refuse(RejectionCode.FieldInvalid, $"{field} is longer than 30 days.");
        return value;
    }

    public double Number(string field)
    {
        if (OptionalNumber(field) is { } value)
            return value;

        Refuse(RejectionCode.FieldMissing, $"{field} is missing.");
        return 0;
    }

    public double NotNegative(string field) => Positive(field, Number(field));

    public double? OptionalNotNegative(string field) =>
        OptionalNumber(field) is { } value ? Positive(field, value) : null;

    public double? OptionalNumber(string field) => TryGet(field, out var value) ? Number(field, value) : null;

    public bool Success()
    {
        if (!TryGet("success", out var value))
            return true;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();

        Wrong("success", "must be true or false");
        return true;
    }

    public Label[] Labels()
    {
        if (!TryGet("labels", out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong("labels", "must be an object of names and texts");
            return [];
        }

        var labels = new List<Label>();
        foreach (var property in value.EnumerateObject())
        {
            var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                Wrong($"labels.{property.Name}", "must be a text");
            labels.RemoveAll(label => label.Name == property.Name);
            labels.Add(new Label(property.Name, text));
            // Refused below; a thousand more would only cost time.
            if (labels.Count > WireLimits.MaxLabels)
                break;
        }

        Keep(NameRules.Labels("labels", labels));
        return [.. labels];
    }

    public IEnumerable<double> Durations(string field)
    {
        if (!TryGet(field, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(field, "must be an array of milliseconds");
            return [];
        }

        var durations = new List<double>();
        foreach (var item in value.EnumerateArray())
        {
            var duration = Number(field, item) ?? 0;
            if (duration < 0)
                Refuse(RejectionCode.DurationNegative, $"{field} has a negative duration.");
            else if (duration > LongestMs)
                Refuse(RejectionCode.FieldInvalid, $"{field} has a duration longer than 30 days.");
            durations.Add(duration);
        }

        return durations;
    }

    public JsonElement? Object(string field) => TryGet(field, out var value) ? value : null;

    /// <summary>The time of the event in Unix microseconds; the time of receipt when it has none.</summary>
    public long At(long receivedUs, long oldestUs, long newestUs)
    {
        if (!TryGet("at", out var value))
            return receivedUs;
        if (value.ValueKind != JsonValueKind.String || !TryTime(value, out var at))
        {
            Wrong("at", "must be an ISO 8601 time such as 2026-11-21T10:00:00.123Z");
            return receivedUs;
        }

        var us = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (us < oldestUs || us > newestUs)
            Refuse(RejectionCode.TimeOutOfRange, $"at is {at:O}; it is too old, or more than ten minutes ahead of the server's clock.");
        return us;
    }

    // A time without an offset is meant in UTC, wherever the server stands: Python's utcnow().isoformat() writes none.
    private static bool TryTime(JsonElement value, out DateTimeOffset at)
    {
        if (value.TryGetDateTime(out var local) && local.Kind == DateTimeKind.Unspecified)
        {
            at = new DateTimeOffset(local, TimeSpan.Zero);
            return true;
        }

        return value.TryGetDateTimeOffset(out at);
    }

    private double Positive(string field, double value)
    {
        if (value < 0)
            Wrong(field, "is negative");
        return value;
    }

    private double? Number(string field, JsonElement value)
    {
        // JSON has no NaN and no infinity; clients that have them send them as texts, or as numbers beyond a double.
        if (value.ValueKind == JsonValueKind.String && value.GetString() is "NaN" or "Infinity" or "-Infinity")
            return NotFinite(field);
        if (value.ValueKind != JsonValueKind.Number)
        {
            Wrong(field, "must be a number");
            return 0;
        }

        if (!value.TryGetDouble(out var number) || !double.IsFinite(number))
            return NotFinite(field);
        if (Math.Abs(number) > FrameValidator.LargestValue)
            Wrong(field, $"is beyond {FrameValidator.LargestValue}");
        return number;
    }

    private double NotFinite(string field)
    {
        Refuse(RejectionCode.NotFinite, $"{field} is not a finite number.");
        return 0;
    }

    private string? Wrong(string field, string rule)
    {
        Refuse(RejectionCode.FieldInvalid, $"{field} {rule}.");
        return null;
    }

    private void Keep(Fault? fault) => Fault ??= fault;

    private bool TryGet(string field, out JsonElement value) =>
        json.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
}
