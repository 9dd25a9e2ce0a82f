using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>What one series did in one minute.</summary>
internal readonly record struct SeriesMinute(Series Series, SeriesAggregate Aggregate);

/// <summary>Of which metrics the minutes that were closed stay in memory, and how many of them.</summary>
internal sealed class WatchedMetrics
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, IReadOnlyDictionary<string, int>> _wishes = [];
    private volatile IReadOnlyDictionary<string, int> _minutes = new Dictionary<string, int>();

    /// <param name="watcher">Who wants them kept; what it wanted before no longer counts.</param>
    /// <param name="minutes">By the stored name: how many minutes, the running one among them.</param>
    public void Set(object watcher, IReadOnlyDictionary<string, int> minutes)
    {
        lock (_gate)
        {
            _wishes[watcher] = minutes;
            _minutes = _wishes.Values.SelectMany(wish => wish)
                .GroupBy(wish => wish.Key, wish => wish.Value)
                .ToDictionary(metric => metric.Key, metric => metric.Max());
        }
    }

    public int MinutesOf(string metric) => _minutes.GetValueOrDefault(metric);
}

/// <summary>The latest closed minutes of an instance, as far as anybody watches them. Guarded by the instance's gate.</summary>
internal sealed class KeptMinutes(WatchedMetrics watched)
{
    private readonly List<KeptMinute> _minutes = [];

    /// <summary>In the order they were closed; a minute that was closed twice is here twice.</summary>
    public IReadOnlyList<KeptMinute> All => _minutes;

    /// <summary>Changes whenever a minute is added.</summary>
    public int Version { get; private set; }

    public void Add(long minute, IEnumerable<SeriesMinute> series, long newest)
    {
        Version++;
        _minutes.RemoveAll(kept => kept.Trim(newest, watched) == 0);
        var kept = new KeptMinute(minute, [.. series.Where(one => minute > newest - watched.MinutesOf(one.Series.Name))]);
        if (kept.Series.Count > 0)
            _minutes.Add(kept);
    }
}

/// <summary>A minute that is sealed, as far as it is watched.</summary>
internal sealed class KeptMinute(long minute, List<SeriesMinute> series)
{
    public long Minute => minute;

    public IReadOnlyList<SeriesMinute> Series => series;

    /// <summary>Lets go of what is too old, and tells how much is left.</summary>
    public int Trim(long newest, WatchedMetrics watched)
    {
        series.RemoveAll(one => minute <= newest - watched.MinutesOf(one.Series.Name));
        return series.Count;
    }
}
