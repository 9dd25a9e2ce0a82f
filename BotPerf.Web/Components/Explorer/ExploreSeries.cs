using BotPerf.Web.Components.Charts;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Explorer;

/// <summary>One series of a line that is looked at. Figures in the unit they are shown in.</summary>
/// <param name="Name">What tells it from the others of its line.</param>
/// <param name="Before">Of the time it is compared with, moved here.</param>
internal sealed record ExploreSeries(
    ExploreLine Line, string Name, IReadOnlyDictionary<string, string> Labels, string Unit, IReadOnlyList<MetricPoint> Points,
    IReadOnlyList<MetricPoint> Before);

/// <summary>A row of the table below the charts.</summary>
/// <param name="Before">At the same place in the time it is compared with; null: nothing, or nothing is compared.</param>
public sealed record ExploreRow(
    string Name, string Metric, string Aggregation, string Labels, string Unit, double Newest, DateTimeOffset At, double Lowest,
    double Highest, double? Before);

/// <summary>Histories as series, charts and rows. Pure.</summary>
internal static class ExploreShapes
{
    public const int MostLines = 12;

    /// <param name="line">What is looked at.</param>
    /// <param name="history">Of its metric and labels.</param>
    /// <param name="before">Of the time before; null: nothing is compared.</param>
    /// <param name="shift">Seconds from the time before to this one.</param>
    /// <param name="now">Up to when the last step has come.</param>
    public static IEnumerable<ExploreSeries> Series(
        ExploreLine line, History history, History? before, long shift, DateTimeOffset now)
    {
        var (unit, scale) = Aggregations.Shown(history.Kind, Aggregations.UnitOf(history.Metric, history.Unit), line.Aggregation);
        var earlier = before?.Series.ToDictionary(series => Text(series.Labels)) ?? [];
        foreach (var series in history.Series)
        {
            var labels = Text(series.Labels);
            yield return new ExploreSeries(
                line, NameOf(line, series.Labels), series.Labels, unit,
                [.. Points(line, history, series, scale, 0, now)],
                earlier.TryGetValue(labels, out var same) ? [.. Points(line, before!, same, scale, shift, now)] : []);
        }
    }

    /// <summary>A chart for each unit, of the highest series.</summary>
    public static IReadOnlyList<(string Unit, LinesData Lines)> Charts(IReadOnlyList<ExploreSeries> series) => [.. series
        .GroupBy(one => one.Unit)
        .Select(unit => (unit.Key, MetricChart.Lines([.. Highest([.. unit]).SelectMany(one => Curves(one, unit.Select(other => other.Line).Distinct().Count() == 1))])))];

    public static IReadOnlyList<ExploreRow> Rows(IReadOnlyList<ExploreSeries> series) => [.. series
        .Where(one => one.Points.Count > 0)
        .Select(one => new ExploreRow(
            one.Name, one.Line.Metric, one.Line.Aggregation, Text(one.Labels), one.Unit, one.Points[^1].Value,
            DateTimeOffset.FromUnixTimeSeconds(one.Points[^1].T), one.Points.Min(point => point.Value),
            one.Points.Max(point => point.Value), SamePlace(one)))
        .GroupBy(row => (row.Metric, row.Aggregation))
        .SelectMany(line => line.OrderByDescending(row => row.Newest).ThenBy(row => row.Name, StringComparer.Ordinal))];

    public static string Text(IReadOnlyDictionary<string, string> labels) =>
        string.Join(", ", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    private static IEnumerable<ExploreSeries> Highest(IReadOnlyList<ExploreSeries> series) => series
        .Where(one => one.Points.Count > 0 || one.Before.Count > 0)
        .OrderByDescending(one => one.Points.Select(point => point.Value).DefaultIfEmpty(double.NegativeInfinity).Max())
        .ThenBy(one => one.Name, StringComparer.Ordinal).Take(MostLines);

    // A line that has its unit to itself need not say which metric it is.
    private static IEnumerable<MetricCurve> Curves(ExploreSeries series, bool isAlone)
    {
        var name = isAlone ? series.Name : $"{series.Line.Aggregation} {series.Line.Metric} · {series.Name}";
        yield return new MetricCurve(name, null, series.Points);
        if (series.Before.Count > 0)
            yield return new MetricCurve(name + ", before", null, series.Before, Before: true);
    }

    private static IEnumerable<MetricPoint> Points(
        ExploreLine line, History history, HistorySeries series, double scale, long shift, DateTimeOffset now)
    {
        var range = new StepRange(
            history.From.ToUnixTimeSeconds() / 60, history.To.ToUnixTimeSeconds() / 60, history.StepSeconds / 60);
        foreach (var point in series.Points)
        {
            var t = At(point).ToUnixTimeSeconds();
            if (Aggregations.Value(point, line.Aggregation, range.SecondsPassed(t / 60, now)) is { } value)
                yield return new MetricPoint(t + shift, value * scale);
        }
    }

    private static double? SamePlace(ExploreSeries series)
    {
        var newest = series.Points[^1].T;
        return series.Before.Where(point => point.T <= newest).Select(point => (double?)point.Value).LastOrDefault();
    }

    private static DateTimeOffset At(object point) => point switch
    {
        CounterPoint counter => counter.T,
        GaugePoint gauge => gauge.T,
        _ => ((HistogramPoint)point).T,
    };

    private static string NameOf(ExploreLine line, IReadOnlyDictionary<string, string> labels)
    {
        var values = string.Join(" · ", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value));
        return values.Length > 0 ? values : line.Metric;
    }
}
