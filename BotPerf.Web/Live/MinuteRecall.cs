using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>
/// Brings a sealed minute back into memory at start. How it ran second by second is no longer known: its counts are spread
/// evenly, and every second has the distribution of the whole minute. Frames that are replayed from the journal come on top;
/// none of them is in a sealed minute.
/// </summary>
internal sealed class MinuteRecall(LiveInstance instance, long minute, long nowSecond)
{
    private const int SecondsPerMinute = 60;

    private readonly Sketch _durations = new();
    private long _messages;
    private double _errors;

    public void Apply(IEnumerable<(Series Series, SeriesAggregate Aggregate)> minuteRow)
    {
        lock (instance.Gate)
        {
            var summary = instance.Recent.At(minute);
            var gauges = LiveSecond.Empty(0);
            var all = minuteRow.Select(one => new SeriesMinute(one.Series, one.Aggregate)).ToList();
            instance.Kept.Add(minute, all, Math.Max(minute, nowSecond / SecondsPerMinute));
            foreach (var (series, aggregate) in all)
            {
                if (aggregate.Kind == SeriesKind.Gauge)
                {
                    instance.Learn(new LatestValue(series, aggregate.Last, aggregate.LastAtUs));
                    gauges.Measure(series.Name, aggregate.Sum / Math.Max(1, aggregate.Samples));
                    if (series.Name == MetricNames.HeapBytes)
                        instance.HeapFloors.Add(minute, aggregate.Min);
                }
                else
                {
                    Count(summary, series, aggregate);
                }
            }

            if (summary is not null)
            {
                summary.Commands += _durations.Count;
                summary.Errors += _errors;
                summary.Messages += _messages;
                if (!_durations.IsEmpty)
                    (summary.Durations ??= new()).Merge(_durations);
            }

            Spread(gauges);
        }
    }

    private void Count(MinuteSummary? summary, Series series, SeriesAggregate aggregate)
    {
        switch (series.Name)
        {
            // A bot may have a counter of its own by this name.
            case MetricNames.CommandDuration when aggregate.Sketch is { } durations:
                _durations.Merge(durations);
                break;
            case MetricNames.MessageDuration when aggregate.Sketch is { } messages:
                _messages += messages.Count;
                instance.MeasuresMessages = true;
                break;
            case MetricNames.CommandErrors:
                _errors += aggregate.Sum;
                break;
            case MetricNames.CacheHits when summary is not null:
                summary.CacheHits += aggregate.Sum;
                break;
            case MetricNames.CacheMisses when summary is not null:
                summary.CacheMisses += aggregate.Sum;
                break;
            case MetricNames.ClientDropped when summary is not null && LossFigures.Counts(series):
                summary.Lost += aggregate.Sum;
                break;
        }
    }

    private void Spread(in LiveSecond gauges)
    {
        var first = minute * SecondsPerMinute;
        // An instance that fell silent within the minute, or a minute sealed before it was over, has no seconds after that.
        var lastFrame = (instance.Entry.LastSeenUs - 1) / 1_000_000;
        var end = Math.Min(first + SecondsPerMinute, nowSecond);
        if (lastFrame >= first)
            end = Math.Min(end, lastFrame + 1);
        if (end <= first)
            return;

        var every = LiveSecond.Empty(0);
        if (!_durations.IsEmpty)
            every.AddBins(_durations);
        for (var second = first; second < end; second++)
        {
            if (!LiveInstance.IsInRing(second, nowSecond))
                continue;

            ref var slot = ref instance.Seconds.Slot(second);
            slot = gauges with
            {
                Second = second,
                Commands = Share(_durations.Count, second - first, end - first),
                Errors = Share((long)_errors, second - first, end - first),
                Messages = Share(_messages, second - first, end - first),
                // One array for all: whoever adds to a second makes a new one.
                Bins = every.Bins,
            };
        }
    }

    // Whole ones whose sum over all seconds is the total.
    private static int Share(long total, long index, long count) =>
        (int)Math.Min(int.MaxValue, total * (index + 1) / count - total * index / count);
}
