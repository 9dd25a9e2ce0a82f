using System.Text.Json;
using System.Text.Json.Serialization;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>A point that holds only some fields: fewer percentiles to look for, and a fraction of the bytes.</summary>
[JsonConverter(typeof(ChosenPointConverter))]
internal sealed record ChosenPoint(PointTime T, PointFields Fields, double[] Values);

/// <summary>The time that the points of all series share in a step; what it looks like in JSON is made once.</summary>
internal sealed class PointTime(DateTimeOffset t)
{
    private byte[]? _json;

    public byte[] Json(JsonSerializerOptions options) => _json ??= JsonSerializer.SerializeToUtf8Bytes(t, options);
}

/// <summary>Which fields of a history's points somebody wants, by the names they have in JSON.</summary>
internal sealed class PointFields
{
    private static readonly Dictionary<string, Func<SeriesAggregate, double, double>> s_counter = new()
    {
        ["increase"] = (of, _) => of.Sum, ["rate"] = (of, seconds) => of.Sum / seconds,
    };

    private static readonly Dictionary<string, Func<SeriesAggregate, double, double>> s_gauge = new()
    {
        ["last"] = (of, _) => of.Last, ["avg"] = (of, _) => of.Sum / of.Samples,
        ["min"] = (of, _) => of.Min, ["max"] = (of, _) => of.Max,
    };

    private static readonly Dictionary<string, Func<SeriesAggregate, double, double>> s_histogram = new()
    {
        ["count"] = (of, _) => of.Sketch!.Count, ["sum"] = (of, _) => of.Sketch!.Sum, ["avg"] = (of, _) => of.Sketch!.Average,
        ["min"] = (of, _) => of.Sketch!.Min, ["max"] = (of, _) => of.Sketch!.Max,
        ["p50"] = (of, _) => of.Sketch!.Quantile(0.5), ["p90"] = (of, _) => of.Sketch!.Quantile(0.9),
        ["p95"] = (of, _) => of.Sketch!.Quantile(0.95), ["p99"] = (of, _) => of.Sketch!.Quantile(0.99),
    };

    private readonly Func<SeriesAggregate, double, double>[] _values;

    private PointFields(IReadOnlyList<string> names, IEnumerable<Func<SeriesAggregate, double, double>> values)
    {
        Names = [.. names.Select(name => JsonEncodedText.Encode(name))];
        _values = [.. values];
    }

    public IReadOnlyList<JsonEncodedText> Names { get; }

    /// <summary>What a metric of a kind has.</summary>
    public static IReadOnlyCollection<string> Of(SeriesKind kind) => Values(kind).Keys;

    /// <summary>Null: the kind has no such field.</summary>
    public static PointFields? Of(SeriesKind kind, IReadOnlyList<string> names) =>
        names.All(Values(kind).ContainsKey) ? new PointFields(names, names.Select(name => Values(kind)[name])) : null;

    public ChosenPoint Point(PointTime t, SeriesAggregate of, double seconds) =>
        new(t, this, Array.ConvertAll(_values, value => value(of, seconds)));

    private static Dictionary<string, Func<SeriesAggregate, double, double>> Values(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => s_counter,
        SeriesKind.Gauge => s_gauge,
        _ => s_histogram,
    };
}

internal sealed class ChosenPointConverter : JsonConverter<ChosenPoint>
{
    private static readonly JsonEncodedText s_time = JsonEncodedText.Encode("t");

    public override ChosenPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, ChosenPoint value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(s_time);
        writer.WriteRawValue(value.T.Json(options), skipInputValidation: true);
        for (var i = 0; i < value.Values.Length; i++)
        {
            if (double.IsFinite(value.Values[i]))
                writer.WriteNumber(value.Fields.Names[i], value.Values[i]);
            else
                writer.WriteNull(value.Fields.Names[i]);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A metric's points have no such field.</summary>
internal sealed class NoSuchFieldException(IEnumerable<string> fields) : Exception
{
    /// <summary>Those they have.</summary>
    public IEnumerable<string> Fields => fields;
}
