using System.Globalization;
using System.Text.Json;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Ingest;

/// <summary>A batch of events in JSON, for languages without the SDK. What surrounds the events has been checked.</summary>
/// <param name="Seq">0 when the batch has none.</param>
internal sealed record EventBatch(
    string? Instance, string? Session, ulong Seq, InstanceInfo? Info, IReadOnlyList<JsonElement> Events)
{
    /// <summary>Reads what surrounds the events; null and a fault when the batch as a whole is wrong.</summary>
    public static EventBatch? Read(JsonElement json, out Fault fault)
    {
        fault = default;
        if (json.ValueKind != JsonValueKind.Object)
        {
            fault = new Fault(RejectionCode.FieldInvalid, "The batch must be a JSON object with a field 'events'.");
            return null;
        }

        try
        {
            return ReadObject(json, ref fault);
        }
        catch (InvalidOperationException)
        {
            // How JsonElement says that a text's bytes are not UTF-8, or that an escape is half a surrogate pair.
            fault = new Fault(RejectionCode.FieldInvalid, "A text beside the events is not valid Unicode.");
            return null;
        }
    }

    private static EventBatch? ReadObject(JsonElement json, ref Fault fault)
    {
        if (!json.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Array)
        {
            fault = new Fault(RejectionCode.FieldMissing, "events must be an array.");
            return null;
        }

        if (!TryText(json, "instance", out var instance, ref fault) || !TryText(json, "session", out var session, ref fault)
            || !TrySeq(json, out var seq, ref fault) || !TryInfo(json, out var info, ref fault))
        {
            return null;
        }

        return new EventBatch(instance, session, seq, info, [.. events.EnumerateArray()]);
    }

    private static bool TryText(JsonElement json, string field, out string? text, ref Fault fault)
    {
        text = null;
        if (!json.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= WireLimits.MaxInstanceLength } given)
        {
            text = given.Length == 0 ? null : given;
            return true;
        }

        fault = new Fault(RejectionCode.FieldInvalid, $"{field} must be a text of at most {WireLimits.MaxInstanceLength} characters.");
        return false;
    }

    private static bool TrySeq(JsonElement json, out ulong seq, ref Fault fault)
    {
        seq = 0;
        if (!json.TryGetProperty("seq", out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out seq) && seq is > 0 and <= long.MaxValue)
            return true;

        fault = new Fault(RejectionCode.FieldInvalid, "seq must be a whole number from 1.");
        return false;
    }

    private static bool TryInfo(JsonElement json, out InstanceInfo? info, ref Fault fault)
    {
        info = null;
        if (!json.TryGetProperty("info", out var value) || value.ValueKind == JsonValueKind.Null)
            return true;

        try
        {
            info = InstanceInfoMapping.ToProto(value.Deserialize<InstanceDetails>(JsonSerializerOptions.Web)!);
            return true;
        }
        catch (JsonException error)
        {
            var where = error.Path is { Length: > 2 } path ? "info." + path[2..] : "info";
            fault = new Fault(RejectionCode.FieldInvalid, string.Create(CultureInfo.InvariantCulture, $"{where} has a value of the wrong type."));
            return false;
        }
    }
}
