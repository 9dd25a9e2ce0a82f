using System.Runtime.CompilerServices;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Baselines;
using BotPerf.Web.Live;

namespace BotPerf.Web.Alerts;

/// <summary>What the floor of each instance's memory does. Looked at once a minute, since it costs more than the other figures.</summary>
internal sealed class FloorWatch
{
    private readonly ConditionalWeakTable<LiveInstance, Seen> _seen = [];

    /// <returns>Null: too little is known.</returns>
    public FloorGrowth? Of(LiveInstance instance, DateTimeOffset now)
    {
        // Not all instances in the same second.
        var minute = (now.ToUnixTimeSeconds() - instance.Entry.Id.Value % 60) / 60;
        var seen = _seen.GetOrCreateValue(instance);
        if (seen.Minute != minute)
            (seen.Minute, seen.Growth) = (minute, LeakDetector.Look(Floors(instance, minute)));
        return seen.Growth;
    }

    /// <summary>How fast it grows, and when it is full; for people.</summary>
    public static string Words(FloorGrowth growth, LiveInstance instance)
    {
        var (held, limit) = (Newest(instance, MetricNames.RssBytes) ?? Newest(instance, MetricNames.HeapBytes), Newest(instance, MetricNames.MemoryLimit));
        var rate = $"What is left after collections grows by {Bytes(growth.PerHour)} an hour ({Bytes(growth.Low)} to {Bytes(growth.High)}), over {growth.Minutes} min.";
        if (held is null || limit is not > 0 || growth.Until(limit.Value - held.Value) is not { } until)
            return $"{rate} What the process may use at most is not known.";
        var (time, soonest, latest) = until;
        return $"{rate} At this rate the limit of {Bytes(limit.Value)} is reached in {Format.Span(time)} ({Format.Span(soonest)} to {(latest is { } end ? Format.Span(end) : "never")}).";
    }

    private static double[] Floors(LiveInstance instance, long minute)
    {
        lock (instance.Gate)
            return instance.HeapFloors.Before(minute, LeakDetector.MostMinutes);
    }

    private static double? Newest(LiveInstance instance, string metric)
    {
        lock (instance.Gate)
        {
            foreach (var latest in instance.Latest)
            {
                if (latest.Series.Name == metric)
                    return latest.Value;
            }
        }

        return null;
    }

    private static string Bytes(double value) => Format.Value(value, "bytes");

    private sealed class Seen
    {
        public long Minute { get; set; }

        public FloorGrowth? Growth { get; set; }
    }
}
