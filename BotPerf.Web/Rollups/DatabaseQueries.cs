using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Rollups;

/// <summary>A connection pool of one instance as it was last in the range. Null: not sent.</summary>
/// <param name="MostWaiting">At any moment of the range.</param>
/// <param name="WaitP95Ms">Of all instances; how long callers waited for a connection.</param>
public sealed record PoolRow(
    string Name, string Instance, double? Active, double? Idle, double? Waiting, double? MostWaiting, double? WaitP95Ms);

/// <summary>A cache over the range, all instances together.</summary>
/// <param name="HitRate">Hits of hits and misses; null without a look-up.</param>
/// <param name="Entries">Of the instance that holds the most, as it was last; null: not sent.</param>
/// <param name="FullestInstance">Which one that is.</param>
public sealed record CacheRow(
    string Name, long Hits, long Misses, double? HitRate, long? Evictions, double? Entries, double? Bytes, string FullestInstance);

/// <param name="Queries">By type.</param>
/// <param name="Stores">By store and operation.</param>
internal sealed record DatabaseFigures(
    MetricFigures Metrics, IReadOnlyList<CallRow> Queries, IReadOnlyList<PoolRow> Pools, IReadOnlyList<CacheRow> Caches,
    IReadOnlyList<CallRow> Stores);

/// <summary>What the bot keeps its data in: queries, pools, caches, stores.</summary>
internal sealed class DatabaseQueries(MetricReads reads)
{
    private const double MsPerSecond = 1_000;

    private static readonly string[] s_metrics =
    [
        MetricNames.QueryDuration, MetricNames.QueryErrors, MetricNames.PoolActive, MetricNames.PoolIdle, MetricNames.PoolWaiting,
        MetricNames.PoolWait, MetricNames.CacheHits, MetricNames.CacheMisses, MetricNames.CacheEvictions, MetricNames.CacheEntries,
        MetricNames.CacheBytes, MetricNames.StoreDuration, MetricNames.StoreErrors,
    ];

    public async Task<DatabaseFigures> OfAsync(
        BotId bot, string? instance, StepRange range, CancellationToken cancellationToken) =>
        Of(await reads.OfAsync(bot, instance, s_metrics, range, cancellationToken));

    public static DatabaseFigures Of(MetricFigures metrics) => new(
        metrics,
        CallRows.Of(metrics, MetricNames.QueryDuration, MetricNames.QueryErrors, LabelNames.Type),
        Pools(metrics),
        Caches(metrics),
        CallRows.Of(metrics, MetricNames.StoreDuration, MetricNames.StoreErrors, LabelNames.Store, LabelNames.Operation));

    private static IReadOnlyList<PoolRow> Pools(MetricFigures metrics)
    {
        var parts = new[] { MetricNames.PoolActive, MetricNames.PoolIdle, MetricNames.PoolWaiting }.SelectMany(metrics.Of).ToList();
        return [.. parts.GroupBy(line => (Pool: line.Series[LabelNames.Pool], line.Instance))
            .Select(pool => new PoolRow(
                pool.Key.Pool, pool.Key.Instance, Last(pool, MetricNames.PoolActive), Last(pool, MetricNames.PoolIdle),
                Last(pool, MetricNames.PoolWaiting), Part(pool, MetricNames.PoolWaiting)?.Total.Max, WaitP95(metrics, pool.Key.Pool)))
            .OrderByDescending(row => row.Waiting ?? 0).ThenByDescending(row => row.Active / (row.Active + row.Idle) ?? 0)
            .ThenBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Instance, StringComparer.Ordinal)];
    }

    private static double? WaitP95(MetricFigures metrics, string pool)
    {
        var waits = new Sketch();
        foreach (var line in metrics.Of(MetricNames.PoolWait).Where(line => line.Series[LabelNames.Pool] == pool))
            waits.Merge(line.Total.Sketch!);
        return waits.IsEmpty ? null : waits.Quantile(0.95) * MsPerSecond;
    }

    private static IReadOnlyList<CacheRow> Caches(MetricFigures metrics)
    {
        var parts = new[]
        {
            MetricNames.CacheHits, MetricNames.CacheMisses, MetricNames.CacheEvictions, MetricNames.CacheEntries, MetricNames.CacheBytes,
        }.SelectMany(metrics.Of).ToList();
        return [.. parts.GroupBy(line => line.Series[LabelNames.Cache]).Select(Cache)
            .OrderBy(row => row.HitRate ?? 1).ThenBy(row => row.Name, StringComparer.Ordinal)];
    }

    private static CacheRow Cache(IGrouping<string, MetricLine> cache)
    {
        var (hits, misses) = (Sum(MetricNames.CacheHits) ?? 0, Sum(MetricNames.CacheMisses) ?? 0);
        var fullest = cache.Where(line => line.Series.Name == MetricNames.CacheEntries).MaxBy(line => line.Total.Last);
        var largest = cache.Where(line => line.Series.Name == MetricNames.CacheBytes).MaxBy(line => line.Total.Last);
        return new CacheRow(
            cache.Key, hits, misses, hits + misses > 0 ? (double)hits / (hits + misses) : null, Sum(MetricNames.CacheEvictions),
            fullest?.Total.Last, largest?.Total.Last, fullest?.Instance ?? largest?.Instance ?? "");

        long? Sum(string metric) =>
            cache.Any(line => line.Series.Name == metric) ? (long)cache.Where(line => line.Series.Name == metric).Sum(line => line.Total.Sum) : null;
    }

    // Further labels of a bot's own may make several of one: the latest counts.
    private static MetricLine? Part(IEnumerable<MetricLine> lines, string metric) =>
        lines.Where(line => line.Series.Name == metric).MaxBy(line => line.Total.LastAtUs);

    private static double? Last(IEnumerable<MetricLine> lines, string metric) => Part(lines, metric)?.Total.Last;
}
