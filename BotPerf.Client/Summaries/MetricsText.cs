using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotPerf.Client.Summaries;

/// <summary>Writes readings as text for other programs. Pure.</summary>
internal static class MetricsText
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly (string Text, Func<DistributionSummary, double> Of)[] s_quantiles =
        [("0.5", d => d.P50), ("0.9", d => d.P90), ("0.95", d => d.P95), ("0.99", d => d.P99)];

    public static string Json(IReadOnlyList<MetricReading> readings) => JsonSerializer.Serialize(readings, s_json);

    /// <summary>One export on one line.</summary>
    public static string JsonLine(MetricsExport export) =>
        JsonSerializer.Serialize(new { export.At, export.Instance, export.Metrics }, s_json) + "\n";

    public static string Prometheus(IReadOnlyList<MetricReading> readings)
    {
        var text = new StringBuilder();
        foreach (var metric in readings.GroupBy(reading => reading.Name))
        {
            var name = $"bot_{metric.Key}";
            var kind = metric.First().Kind;
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {TypeOf(kind)}\n");
            foreach (var reading in metric.Where(reading => reading.Kind == kind))
                Append(text, name, reading);
        }

        return text.ToString();
    }

    public static string Csv(IReadOnlyList<MetricReading> readings)
    {
        var text = new StringBuilder("name,labels,kind,unit,value,count,sum,min,max,p50,p90,p95,p99\n");
        foreach (var reading in readings)
        {
            var labels = string.Join(' ', reading.Labels.Select(label => $"{label.Key}={label.Value}"));
            text.Append(CultureInfo.InvariantCulture, $"{Cell(reading.Name)},{Cell(labels)},{TypeOf(reading.Kind)},{Cell(reading.Unit)},{reading.Value:R}");
            text.Append(reading.Distribution is { } d
                ? string.Create(CultureInfo.InvariantCulture, $",{d.Count},{d.Sum:R},{d.Min:R},{d.Max:R},{d.P50:R},{d.P90:R},{d.P95:R},{d.P99:R}\n")
                : ",,,,,,,,\n");
        }

        return text.ToString();
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "summary",
    };

    private static void Append(StringBuilder text, string name, MetricReading reading)
    {
        if (reading.Distribution is not { } distribution)
        {
            Line(name, null, reading.Value!.Value);
            return;
        }

        foreach (var (quantile, of) in s_quantiles)
            Line(name, quantile, of(distribution));
        Line($"{name}_sum", null, distribution.Sum);
        Line($"{name}_count", null, distribution.Count);

        void Line(string lineName, string? quantile, double value)
        {
            var labels = reading.Labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\"");
            if (quantile is not null)
                labels = labels.Append($"quantile=\"{quantile}\"");
            var all = string.Join(',', labels);
            text.Append(CultureInfo.InvariantCulture, $"{lineName}{(all.Length == 0 ? "" : $"{{{all}}}")} {value:R}\n");
        }
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Chat users choose such texts: what a spreadsheet would take for a formula gets a quote before it.</summary>
    private static string Cell(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\n\r") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
