using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>A connection pool of one instance. Null: not sent.</summary>
internal sealed record PoolLines(string Pool, string Instance, MetricLine? Active, MetricLine? Idle, MetricLine? Waiting)
{
    public static readonly IReadOnlyList<string> Metrics = [MetricNames.PoolActive, MetricNames.PoolIdle, MetricNames.PoolWaiting];

    public static IEnumerable<PoolLines> Of(MetricFigures figures) => Metrics.SelectMany(figures.Of)
        .GroupBy(line => (Pool: line[LabelNames.Pool], line.Instance))
        .Select(pool => new PoolLines(
            pool.Key.Pool, pool.Key.Instance, Line(pool, MetricNames.PoolActive), Line(pool, MetricNames.PoolIdle), Line(pool, MetricNames.PoolWaiting)));

    private static MetricLine? Line(IEnumerable<MetricLine> lines, string metric) =>
        SketchParts.Newest(lines.Where(line => line.Series.Name == metric));
}
