using System.Buffers;
using System.Globalization;
using System.Text;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>One series to be written.</summary>
/// <param name="Labels">Names as they are exported, values as they were sent.</param>
/// <param name="Value">Of counters and gauges.</param>
/// <param name="Sketch">Of histograms.</param>
internal sealed record Sample(IReadOnlyList<Label> Labels, double Value, Sketch? Sketch = null);

/// <summary>All series of one name and kind.</summary>
/// <param name="Name">Without the endings of its kind.</param>
internal sealed record Family(
    string Name, SeriesKind Kind, string Help, IReadOnlyList<double> Boundaries, IReadOnlyList<Sample> Samples);

/// <summary>
/// Writes families in Prometheus' text format 0.0.4, or in OpenMetrics 1.0. Pure. Label values come from chat users:
/// backslash, quote and line feed are escaped, everything else is taken as it is.
/// </summary>
internal sealed class PrometheusText(IBufferWriter<byte> output, bool openMetrics)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly StringBuilder _line = new();

    public void Write(Family family)
    {
        // In OpenMetrics a counter's family has no _total, in the older format its name has it.
        var named = family.Kind == SeriesKind.Counter && !openMetrics ? $"{family.Name}_total" : family.Name;
        Line($"# HELP {named} {EscapeHelp(family.Help)}");
        Line($"# TYPE {named} {TypeOf(family.Kind)}");
        foreach (var sample in family.Samples)
        {
            if (sample.Sketch is { } sketch)
                Histogram(family, sample.Labels, sketch);
            else
                Value(family.Kind == SeriesKind.Counter ? $"{family.Name}_total" : family.Name, sample.Labels, sample.Value);
        }
    }

    public void End()
    {
        if (openMetrics)
            Line("# EOF");
    }

    private void Histogram(Family family, IReadOnlyList<Label> labels, Sketch sketch)
    {
        var counts = Boundaries.Cumulative(sketch, family.Boundaries);
        for (var i = 0; i < counts.Length; i++)
            Value($"{family.Name}_bucket", labels, counts[i], Number(family.Boundaries[i], canonical: openMetrics));
        Value($"{family.Name}_bucket", labels, sketch.Count, "+Inf");
        Value($"{family.Name}_sum", labels, sketch.Sum);
        Value($"{family.Name}_count", labels, sketch.Count);
    }

    private void Value(string name, IReadOnlyList<Label> labels, double value, string? boundary = null)
    {
        _line.Clear().Append(name);
        if (labels.Count > 0 || boundary is not null)
        {
            _line.Append('{');
            foreach (var (label, text) in labels)
                _line.Append(label).Append("=\"").Append(EscapeValue(text)).Append("\",");
            if (boundary is null)
                _line.Length--;
            else
                _line.Append("le=\"").Append(boundary).Append('"');
            _line.Append('}');
        }

        _line.Append(' ').Append(Number(value, canonical: false));
        Flush();
    }

    private void Line(string text)
    {
        _line.Clear().Append(text);
        Flush();
    }

    private void Flush()
    {
        _line.Append('\n');
        foreach (var chunk in _line.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
    }

    private static string TypeOf(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => "counter",
        SeriesKind.Gauge => "gauge",
        _ => "histogram",
    };

    // OpenMetrics wants boundaries to be floats by their look.
    private static string Number(double value, bool canonical)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return canonical && text.All(char.IsAsciiDigit) ? $"{text}.0" : text;
    }

    private static string EscapeHelp(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
