using BotPerf.Client.Recording;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Instrumenting;

/// <summary>
/// The caches whose statistics are read. Held weakly: to be watched keeps no cache alive.
/// </summary>
internal sealed class WatchedCaches(NameTable<CacheSeries> series, ILogger logger)
{
    // One that makes caches without end is not to fill this list.
    private const int Most = 100;

    private readonly Lock _gate = new();
    private readonly List<WatchedCache> _caches = [];

    public void Watch(string name, IMemoryCache cache)
    {
        var watched = new WatchedCache(name, new WeakReference<IMemoryCache>(cache));
        lock (_gate)
        {
            _caches.RemoveAll(other => other.Name == name || !other.Cache.TryGetTarget(out _));
            if (_caches.Count < Most)
                _caches.Add(watched);
        }
    }

    public void Measure()
    {
        lock (_gate)
        {
            foreach (var watched in _caches)
                Measure(watched);
        }
    }

    private void Measure(WatchedCache watched)
    {
        if (watched.HasFailed || !watched.Cache.TryGetTarget(out var cache))
            return;

        MemoryCacheStatistics? statistics;
        try
        {
            statistics = cache.GetCurrentStatistics();
        }
        catch (Exception)
        {
            // It was disposed.
            watched.HasFailed = true;
            return;
        }

        if (statistics is null)
        {
            watched.HasFailed = true;
            logger.CacheWithoutStatistics(watched.Name);
            return;
        }

        if (series.Find(watched.Name) is not { } found)
            return;
        found.Hits?.Add(Math.Max(statistics.TotalHits - watched.Hits, 0));
        found.Misses?.Add(Math.Max(statistics.TotalMisses - watched.Misses, 0));
        found.Entries?.Set(statistics.CurrentEntryCount);
        if (statistics.CurrentEstimatedSize is { } size)
            found.Bytes?.Set(size);
        (watched.Hits, watched.Misses) = (statistics.TotalHits, statistics.TotalMisses);
    }

    private sealed class WatchedCache(string name, WeakReference<IMemoryCache> cache)
    {
        public string Name => name;
        public WeakReference<IMemoryCache> Cache => cache;
        public long Hits { get; set; }
        public long Misses { get; set; }

        /// <summary>It has no statistics, or none any more.</summary>
        public bool HasFailed { get; set; }
    }
}
