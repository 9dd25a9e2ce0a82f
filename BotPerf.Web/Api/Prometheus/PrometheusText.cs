using System.Buffers;
using System.Globalization;
using System.Text;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>One series to be written.</summary>
/// <param name="Labels">As <see cref="LabelText"/> writes them.</param>
/// <param name="Value">Of counters and gauges.</param>
/// <param name="Sketch">Of histograms.</param>
/// <param name="AtUs">Of gauges: when it was told, Unix microseconds. It is not written.</param>
internal sealed record Sample(string Labels, double Value, Sketch? Sketch = null, long AtUs = 0);

/// <summary>All series of one name and kind.</summary>
/// <param name="Name">Without the endings of its kind.</param>
internal sealed record Family(
    string Name, SeriesKind Kind, string Help, IReadOnlyList<double> Boundaries, IReadOnlyCollection<Sample> Samples);

/// <summary>
/// Writes families in Prometheus' text format 0.0.4, or in OpenMetrics 1.0. Pure.
/// </summary>
internal sealed class PrometheusText(IBufferWriter<byte> output, bool openMetrics)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly StringBuilder _line = new();
    private readonly Encoder _utf8 = Encoding.UTF8.GetEncoder();

    public void Write(Family family)
    {
        // In OpenMetrics a counter's family has no _total, in the older format its name has it.
        var named = family.Kind == SeriesKind.Counter && !openMetrics ? $"{family.Name}_total" : family.Name;
        Line($"# HELP {named} {family.Help}");
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

    private void Histogram(Family family, string labels, Sketch sketch)
    {
        var counts = Boundaries.Cumulative(sketch, family.Boundaries);
        for (var i = 0; i < counts.Length; i++)
            Value($"{family.Name}_bucket", labels, counts[i], Number(family.Boundaries[i], canonical: openMetrics));
        Value($"{family.Name}_bucket", labels, sketch.Count, "+Inf");
        Value($"{family.Name}_sum", labels, sketch.Sum);
        Value($"{family.Name}_count", labels, sketch.Count);
    }

    private void Value(string name, string labels, double value, string? boundary = null)
    {
        _line.Clear().Append(name).Append('{').Append(labels);
        if (boundary is not null)
            _line.Append(",le=\"").Append(boundary).Append('"');
        _line.Append("} ").Append(Number(value, canonical: false));
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
        // An encoder, since a character of two halves may lie in two chunks.
        foreach (var chunk in _line.GetChunks())
            _utf8.Convert(chunk.Span, output, flush: false, out _, out _);
    }

    private static string TypeOf(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => "counter",
        SeriesKind.Gauge => "gauge",
        _ => "histogram",
    };

    // OpenMetrics wants boundaries to be floats by their look: 1.0, 1e+06.
    private static string Number(double value, bool canonical)
    {
        if (canonical && value >= 1_000_000)
            return value.ToString("0.###############e+00", CultureInfo.InvariantCulture);

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return canonical && text.All(char.IsAsciiDigit) ? $"{text}.0" : text;
    }
}
