using BotPerf.Shared.Metrics;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Database;

/// <summary>The charts of the Database page. Pure.</summary>
internal static class DatabaseCharts
{
    public static Dictionary<string, ChartData> Of(DatabaseFigures figures, DateTimeOffset now)
    {
        var metrics = figures.Metrics;
        var (queries, stores) = (metrics.Durations(MetricNames.QueryDuration), metrics.Durations(MetricNames.StoreDuration));
        return new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["queries"] = MetricChart.Lines(new MetricCurve("queries", "series-commands", MetricChart.Rate(queries, metrics.Range, now))),
            ["latency"] = MetricChart.Percentiles(queries, "series-latency"),
            ["durations"] = HeatRows.Of(queries),
            ["errors"] = MetricChart.Lines(new MetricCurve("failed", "series-errors", MetricChart.Sum(metrics.Of(MetricNames.QueryErrors), 60))),
            ["pool-active"] = Pools(metrics, MetricNames.PoolActive, "series-commands"),
            ["pool-waiting"] = Pools(metrics, MetricNames.PoolWaiting, "series-errors"),
            ["hit-rate"] = HitRates(metrics),
            ["evictions"] = MetricChart.Lines([.. metrics.Of(MetricNames.CacheEvictions)
                .GroupBy(line => line[LabelNames.Cache])
                .Select(cache => new MetricCurve(Named(cache.Key), null, MetricChart.Sum(cache, 60))).Take(MetricChart.MostLines)]),
            ["store-latency"] = MetricChart.Percentiles(stores, "series-latency"),
            ["store-durations"] = HeatRows.Of(stores),
        };
    }

    private static LinesData Pools(MetricFigures metrics, string metric, string color) => MetricChart.Highest(
        metrics.Of(metric), line => Named(string.Join(" · ", new[] { line[LabelNames.Pool], line.Instance }.Where(part => part.Length > 0))), color);

    // Of a step without a look-up there is no rate.
    private static LinesData HitRates(MetricFigures metrics)
    {
        var misses = metrics.Of(MetricNames.CacheMisses).ToLookup(line => line[LabelNames.Cache]);
        var hits = metrics.Of(MetricNames.CacheHits).ToLookup(line => line[LabelNames.Cache]);
        return MetricChart.Lines([.. hits.Concat(misses).Select(cache => cache.Key).Distinct().Take(MetricChart.MostLines)
            .Select(cache => new MetricCurve(Named(cache), null, HitRate(MetricChart.Sum(hits[cache]), MetricChart.Sum(misses[cache]))))]);
    }

    private static IEnumerable<MetricPoint> HitRate(IEnumerable<MetricPoint> hits, IEnumerable<MetricPoint> misses)
    {
        var hit = hits.ToDictionary(point => point.T, point => point.Value);
        var missed = misses.ToDictionary(point => point.T, point => point.Value);
        foreach (var t in hit.Keys.Union(missed.Keys).Order())
        {
            var all = hit.GetValueOrDefault(t) + missed.GetValueOrDefault(t);
            if (all > 0)
                yield return new MetricPoint(t, 100 * hit.GetValueOrDefault(t) / all);
        }
    }

    private static string Named(string name) => name.Length > 0 ? name : "default";
}
