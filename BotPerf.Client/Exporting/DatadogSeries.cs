using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotPerf.Client.Exporting;

/// <summary>Makes an export into requests of Datadog's series API. Pure.</summary>
internal static class DatadogSeries
{
    /// <summary>Datadog takes 500 KB compressed; counted before compression there is always room.</summary>
    public const int MaxPayloadBytes = 400_000;

    private const int Count = 1;
    private const int Gauge = 3;
    private const int MaxTagLength = 200;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>JSON in UTF-8, each small enough.</summary>
    public static IEnumerable<byte[]> Payloads(MetricsExport export, DatadogExporterOptions options)
    {
        var body = new MemoryStream();
        foreach (var series in export.Recent.SelectMany(reading => SeriesOf(reading, export, options)))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(series, s_json);
            if (body.Length > 0 && body.Length + json.Length > MaxPayloadBytes)
                yield return Close(body);
            body.Write(body.Length == 0 ? "{\"series\":["u8 : ","u8);
            body.Write(json);
        }

        if (body.Length > 0)
            yield return Close(body);
    }

    private static byte[] Close(MemoryStream body)
    {
        body.Write("]}"u8);
        var payload = body.ToArray();
        body.SetLength(0);
        return payload;
    }

    private static IEnumerable<Series> SeriesOf(MetricReading reading, MetricsExport export, DatadogExporterOptions options)
    {
        var name = options.Prefix + reading.Name;
        if (reading.Distribution is not { } distribution)
        {
            var type = reading.Kind == MetricKind.Counter ? Count : Gauge;
            yield return Make(name, type, reading.Value!.Value, UnitOf(reading.Unit));
            yield break;
        }

        var unit = UnitOf(reading.Unit);
        yield return Make($"{name}.count", Count, distribution.Count, null);
        yield return Make($"{name}.sum", Count, distribution.Sum, unit);
        yield return Make($"{name}.avg", Gauge, distribution.Average, unit);
        yield return Make($"{name}.min", Gauge, distribution.Min, unit);
        yield return Make($"{name}.max", Gauge, distribution.Max, unit);
        yield return Make($"{name}.p50", Gauge, distribution.P50, unit);
        yield return Make($"{name}.p95", Gauge, distribution.P95, unit);
        yield return Make($"{name}.p99", Gauge, distribution.P99, unit);

        Series Make(string metric, int type, double value, string? seriesUnit) => new(
            metric, type, type == Count ? Math.Max(1, (long)Math.Round(export.Interval.TotalSeconds)) : null,
            [new Point(export.At.ToUnixTimeSeconds(), value)],
            [
                Tag("instance", export.Instance), .. options.Tags.Select(Cut),
                .. reading.Labels.Select(label => Tag(label.Key, label.Value)),
            ],
            seriesUnit, [new Resource("host", options.Host)]);
    }

    private static string? UnitOf(string unit) => unit switch
    {
        "s" => "second",
        "B" => "byte",
        "percent" => "percent",
        _ => null,
    };

    /// <summary>A comma would begin another tag in Datadog's own texts.</summary>
    private static string Tag(string name, string value) => Cut($"{name}:{value.Replace(',', '_')}");

    private static string Cut(string tag)
    {
        if (tag.Length <= MaxTagLength)
            return tag;
        return char.IsHighSurrogate(tag[MaxTagLength - 1]) ? tag[..(MaxTagLength - 1)] : tag[..MaxTagLength];
    }

    private sealed record Series(
        string Metric, int Type, long? Interval, Point[] Points, string[] Tags, string? Unit, Resource[] Resources);

    private sealed record Point(long Timestamp, double Value);

    private sealed record Resource(string Type, string Name);
}
