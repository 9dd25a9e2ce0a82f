using BotPerf.Shared.Sketches;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Charts;

/// <summary>A line to draw.</summary>
/// <param name="Color">A design token; null: the one its name has everywhere, or the next if another line has that.</param>
/// <param name="Before">Of the time it is compared with: dashed, in the colour of the line before it.</param>
internal sealed record MetricCurve(string Name, string? Color, IEnumerable<MetricPoint> Points, bool Before = false);

/// <summary>Lines of metrics as charts. Pure.</summary>
internal static class MetricChart
{
    /// <summary>More lines than these cannot be told apart.</summary>
    public const int MostLines = 8;

    /// <param name="curves">Each becomes a line, in their order.</param>
    public static LinesData Lines(params IReadOnlyList<MetricCurve> curves)
    {
        var values = curves.Select(curve => curve.Points.ToDictionary(point => point.T, point => point.Value)).ToList();
        long[] t = [.. values.SelectMany(points => points.Keys).Distinct().Order()];
        var colors = Colors(curves);
        return new LinesData(t, [.. curves.Select((curve, i) => new LineData(
            curve.Name, colors[i],
            [.. t.Select(at => values[i].TryGetValue(at, out var value) ? ChartPoints.Short(value) : null)], curve.Before))]);
    }

    /// <summary>The highest lines of a metric, by their average.</summary>
    /// <param name="lines">All there are.</param>
    /// <param name="name">What a line is called.</param>
    /// <param name="color">Of a line that is alone.</param>
    /// <param name="scale">From the stored unit to the chart's.</param>
    public static LinesData Highest(
        IReadOnlyList<MetricLine> lines, Func<MetricLine, string> name, string color, double scale = 1) =>
        Lines([.. lines
            .Select(line => new MetricCurve(
                name(line), lines.Count == 1 ? color : null, line.Points.Select(point => point with { Value = point.Value * scale })))
            .OrderByDescending(curve => curve.Points.Average(point => point.Value)).ThenBy(curve => curve.Name, StringComparer.Ordinal)
            .Take(MostLines)]);

    /// <summary>Points of several lines added up: rates of one thing under several labels.</summary>
    public static IEnumerable<MetricPoint> Sum(IEnumerable<MetricLine> lines, double scale = 1) => lines
        .SelectMany(line => line.Points).GroupBy(point => point.T).OrderBy(step => step.Key)
        .Select(step => new MetricPoint(step.Key, step.Sum(point => point.Value) * scale));

    /// <summary>How many in each step, of counters together.</summary>
    public static IEnumerable<MetricPoint> Counts(IEnumerable<MetricLine> lines, StepRange range, DateTimeOffset now) =>
        Sum(lines).Select(point => point with { Value = Math.Round(point.Value * range.SecondsPassed(point.T / 60, now)) });

    /// <param name="steps">Durations in seconds, by the beginning of each step.</param>
    /// <param name="color">A design token.</param>
    public static LinesData Percentiles(IReadOnlyList<(long T, Sketch Durations)> steps, string color) => Lines(
        [.. new[] { ("p50", 0.50), ("p95", 0.95), ("p99", 0.99) }.Select(percentile => new MetricCurve(
            percentile.Item1, color, steps.Select(step => new MetricPoint(step.T, step.Durations.Quantile(percentile.Item2) * 1_000))))]);

    /// <summary>How many ran in a minute.</summary>
    public static IEnumerable<MetricPoint> Rate(IReadOnlyList<(long T, Sketch Durations)> steps, StepRange range, DateTimeOffset now) =>
        steps.Select(step => new MetricPoint(step.T, step.Durations.Count * 60 / range.SecondsPassed(step.T / 60, now)));

    private static List<string> Colors(IReadOnlyList<MetricCurve> curves)
    {
        var colors = new List<string>();
        foreach (var curve in curves)
            colors.Add(curve.Before && colors.Count > 0 ? colors[^1] : curve.Color ?? LabelColor.Free(curve.Name, colors));
        return colors;
    }
}
