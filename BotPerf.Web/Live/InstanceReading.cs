using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Live;

/// <summary>One instance at one moment, read in one piece: what rows, cards and gauges are made from.</summary>
/// <param name="Commands60">Executions of the last 60 full seconds.</param>
/// <param name="Messages60">Messages of the last 60 full seconds; null when the instance never measured one.</param>
/// <param name="Recent">The current minute and the four before it.</param>
/// <param name="LostLastHour">What the client could not deliver.</param>
/// <param name="PerMinute">Commands per minute, the last 60 full minutes, oldest first; null where no frame came.</param>
/// <param name="Latest">The newest value of every gauge.</param>
internal sealed record InstanceReading(
    LiveInstance Instance, Freshness Freshness, long LastFrameUs, long Commands60, long? Messages60, RecentFigures Recent,
    double LostLastHour, long?[] PerMinute, IReadOnlyList<LatestValue> Latest, IReadOnlyList<LifecycleMark> Marks)
{
    private const int RecentMinutesCount = 5;
    private const long MicrosPerSecond = 1_000_000;
    private const long HistoryAfterUs = 3_600 * MicrosPerSecond;

    public string Name => Instance.Entry.Name;

    /// <summary>Whether its figures describe the present.</summary>
    public bool IsPresent => Freshness is Freshness.Live or Freshness.Late;

    /// <summary>Whether it has not been heard of for an hour.</summary>
    public bool IsHistory(long nowUs) => LastFrameUs < nowUs - HistoryAfterUs;

    /// <param name="instance">Which one.</param>
    /// <param name="nowUs">Unix time in microseconds.</param>
    /// <param name="interval">How often it was told to send; zero when nobody told it.</param>
    public static InstanceReading Of(LiveInstance instance, long nowUs, TimeSpan interval)
    {
        lock (instance.Gate)
        {
            var second = nowUs / MicrosPerSecond;
            long commands = 0, messages = 0;
            for (var i = 1; i <= 60; i++)
            {
                if (!instance.Seconds.TryGet(second - i, out var found))
                    continue;
                commands += found.Commands;
                messages += found.Messages;
            }

            var minute = second / 60;
            var perMinute = new long?[60];
            var lost = 0.0;
            for (var i = 0; i <= 60; i++)
            {
                if (instance.Recent.Find(minute - i) is not { } summary)
                    continue;
                lost += summary.Lost;
                if (i > 0)
                    perMinute[60 - i] = summary.Commands;
            }

            // Measured from the last frame, so that a silent instance keeps its last figures, with their age.
            var oldestUs = instance.Rhythm.LastUs - (long)instance.Rhythm.GaugeAge.TotalMicroseconds;
            return new InstanceReading(
                instance, instance.Stopped ? Freshness.Stopped : instance.Rhythm.At(nowUs, interval), instance.Rhythm.LastUs,
                commands, instance.MeasuresMessages ? messages : null, RecentOf(instance, minute), lost, perMinute,
                [.. instance.Latest.Where(latest => latest.AtUs >= oldestUs)], [.. instance.Marks]);
        }
    }

    /// <summary>The largest of the newest values of a gauge, over its labels; null without one.</summary>
    public LatestValue? Worst(string metric)
    {
        LatestValue? worst = null;
        foreach (var latest in Latest)
        {
            if (latest.Series.Name == metric && !(worst?.Value >= latest.Value))
                worst = latest;
        }

        return worst;
    }

    private static RecentFigures RecentOf(LiveInstance instance, long minute)
    {
        var figures = new RecentFigures();
        for (var i = 0; i < RecentMinutesCount; i++)
        {
            if (instance.Recent.Find(minute - i) is not { } summary)
                continue;
            figures.Commands += summary.Commands;
            figures.Errors += summary.Errors;
            figures.CacheHits += summary.CacheHits;
            figures.CacheMisses += summary.CacheMisses;
            if (summary.Durations is not null)
                figures.Durations.Merge(summary.Durations);
        }

        return figures;
    }
}

/// <summary>Sums over the last five minutes; those of several instances add up.</summary>
internal sealed class RecentFigures
{
    public long Commands { get; set; }
    public double Errors { get; set; }
    public double CacheHits { get; set; }
    public double CacheMisses { get; set; }
    public Sketch Durations { get; } = new();

    public double? ErrorRate => Commands == 0 ? null : Math.Min(1, Errors / Commands);
    public double? P95Ms => Durations.IsEmpty ? null : Durations.Quantile(0.95) * 1_000;
    public double? CacheHitRate => CacheHits + CacheMisses > 0 ? CacheHits / (CacheHits + CacheMisses) : null;

    public void Add(RecentFigures other)
    {
        Commands += other.Commands;
        Errors += other.Errors;
        CacheHits += other.CacheHits;
        CacheMisses += other.CacheMisses;
        Durations.Merge(other.Durations);
    }
}
