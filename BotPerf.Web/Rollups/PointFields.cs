using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Points that hold only some fields: fewer percentiles to look for, and a fraction of the bytes. There may be hundreds of
/// thousands, so they are no objects; each is its figures, in the order of the fields.
/// </summary>
internal sealed class ChosenPoints(PointFields fields) : IReadOnlyList<object>
{
    private readonly List<PointTime> _times = [];
    private readonly List<double> _values = [];

    public int Count => _times.Count;

    public object this[int index] => _values.GetRange(index * fields.Names.Length, fields.Names.Length);

    public void Add(PointTime t, SeriesAggregate of, double seconds)
    {
        _times.Add(t);
        fields.AddTo(_values, of, seconds);
    }

    public void Write(Utf8JsonWriter writer, JsonSerializerOptions options)
    {
        var next = 0;
        writer.WriteStartArray();
        foreach (var t in _times)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(PointTime.Name);
            writer.WriteRawValue(t.Json(options), skipInputValidation: true);
            foreach (var name in fields.Names)
            {
                if (_values[next++] is var value && double.IsFinite(value))
                    writer.WriteNumber(name, value);
                else
                    writer.WriteNull(name);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public IEnumerator<object> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The time that the points of all series share in a step; what it looks like in JSON is made once.</summary>
internal sealed class PointTime(DateTimeOffset t)
{
    public static readonly JsonEncodedText Name = JsonEncodedText.Encode("t");

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
        ["count"] = (of, _) => of.Values.Count, ["sum"] = (of, _) => of.Values.Sum,
        ["avg"] = (of, _) => of.Values.Sum / of.Values.Count,
        ["min"] = (of, _) => of.Values.Min, ["max"] = (of, _) => of.Values.Max,
        ["p50"] = (of, _) => of.Quantile(0.5), ["p90"] = (of, _) => of.Quantile(0.9),
        ["p95"] = (of, _) => of.Quantile(0.95), ["p99"] = (of, _) => of.Quantile(0.99),
    };

    private readonly Func<SeriesAggregate, double, double>[] _values;

    private PointFields(IReadOnlyList<string> names, IEnumerable<Func<SeriesAggregate, double, double>> values)
    {
        Names = [.. names.Select(name => JsonEncodedText.Encode(name))];
        _values = [.. values];
    }

    public JsonEncodedText[] Names { get; }

    /// <summary>What a metric of a kind has.</summary>
    public static IReadOnlyCollection<string> Of(SeriesKind kind) => Values(kind).Keys;

    /// <summary>Null: the kind has no such field.</summary>
    public static PointFields? Of(SeriesKind kind, IReadOnlyList<string> names) =>
        names.All(Values(kind).ContainsKey) ? new PointFields(names, names.Select(name => Values(kind)[name])) : null;

    public void AddTo(List<double> values, SeriesAggregate of, double seconds)
    {
        foreach (var value in _values)
            values.Add(value(of, seconds));
    }

    private static Dictionary<string, Func<SeriesAggregate, double, double>> Values(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => s_counter,
        SeriesKind.Gauge => s_gauge,
        _ => s_histogram,
    };
}

/// <summary>Writes the points of a series, whichever kind they are.</summary>
internal sealed class PointsConverter : JsonConverter<IReadOnlyList<object>>
{
    public override IReadOnlyList<object> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<object> value, JsonSerializerOptions options)
    {
        if (value is ChosenPoints chosen)
        {
            chosen.Write(writer, options);
            return;
        }

        writer.WriteStartArray();
        foreach (var point in value)
            JsonSerializer.Serialize(writer, point, point.GetType(), options);
        writer.WriteEndArray();
    }
}

/// <summary>A metric's points have no such field.</summary>
internal sealed class NoSuchFieldException(IEnumerable<string> fields) : Exception
{
    /// <summary>Those they have.</summary>
    public IEnumerable<string> Fields => fields;
}
