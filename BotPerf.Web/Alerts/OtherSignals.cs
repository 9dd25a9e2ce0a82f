using BotPerf.Web.Baselines;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>The figures that are no metric: silence, a share of the siblings' traffic, a rising floor. From memory.</summary>
internal static class OtherSignals
{
    private const long MicrosPerSecond = 1_000_000;

    // Of fewer events in a minute nobody can tell a silent shard from a quiet one.
    private const double LeastMedian = 5;

    // Instances that were silent long before BotPerf began to listen are history.
    private static readonly TimeSpan History = TimeSpan.FromHours(1);

    /// <param name="rule">Of any kind but a metric's and a burn rate's.</param>
    /// <param name="instances">Those that nobody has put out of sight.</param>
    /// <param name="interval">How often they were told to send.</param>
    /// <param name="listeningSince">Before this the server heard nobody.</param>
    /// <param name="now">The present.</param>
    /// <param name="trackedAt">Of a target that is known to be in breach: the threshold it has passed.</param>
    /// <param name="floors">What memories do.</param>
    public static IEnumerable<Reading> Read(
        AlertRule rule, IReadOnlyList<LiveInstance> instances, TimeSpan interval, DateTimeOffset listeningSince,
        DateTimeOffset now, Func<AlertTarget, double?> trackedAt, FloorWatch floors) =>
        rule.Signal.Kind switch
        {
            SignalKind.Offline => instances.Select(one =>
                new Reading(rule, TargetOf(one), Silence(one, interval, trackedAt(TargetOf(one)), listeningSince, now))),
            SignalKind.SilentShard => Shares(rule, instances, interval, listeningSince, now),
            SignalKind.MemoryLeak => instances.Select(one => Leak(rule, one, floors.Of(one, now))),
            _ => [],
        };

    /// <summary>Whether an instance sends now, and has been heard of since the server listens.</summary>
    public static bool IsPresent(LiveInstance instance, TimeSpan interval, DateTimeOffset listeningSince, DateTimeOffset now) =>
        !instance.Stopped && instance.Rhythm.LastUs >= Micros(listeningSince)
        && instance.Rhythm.At(Micros(now), interval) is Freshness.Live or Freshness.Late;

    private static AlertTarget TargetOf(LiveInstance instance) =>
        AlertTarget.Of([new Label(AlertTarget.Instance, instance.Entry.Name)]);

    // In seconds. A bot that said goodbye is not missed, nor one that keeps its own slow rhythm. Silence counts from when the
    // server could hear it; what was known to be silent before stays so, and is no worse for that the server was away.
    private static double? Silence(
        LiveInstance instance, TimeSpan interval, double? trackedAt, DateTimeOffset listeningSince, DateTimeOffset now)
    {
        lock (instance.Gate)
        {
            var last = instance.Rhythm.LastUs;
            if (trackedAt is null && last < Micros(listeningSince - History))
                return null;
            if (instance.Stopped || instance.Rhythm.At(Micros(now), interval) == Freshness.Live)
                return 0;
            var heard = Math.Max(0, (Micros(now) - Math.Max(last, Micros(listeningSince))) / (double)MicrosPerSecond);
            return trackedAt is { } threshold ? Math.Max(heard, Math.Min(threshold, (Micros(now) - last) / (double)MicrosPerSecond)) : heard;
        }
    }

    private static IEnumerable<Reading> Shares(
        AlertRule rule, IReadOnlyList<LiveInstance> instances, TimeSpan interval, DateTimeOffset listeningSince, DateTimeOffset now)
    {
        var traffic = new List<(LiveInstance Instance, double PerMinute)>();
        foreach (var instance in instances)
        {
            lock (instance.Gate)
            {
                if (IsPresent(instance, interval, listeningSince, now) && PerMinute(instance, rule.Signal.WindowMinutes, now) is { } rate)
                    traffic.Add((instance, rate));
            }
        }

        if (traffic.Count < 3)
            yield break;

        var median = traffic.Select(one => one.PerMinute).Order().ElementAt(traffic.Count / 2);
        foreach (var (instance, rate) in traffic)
        {
            if (median >= LeastMedian)
                yield return new Reading(rule, TargetOf(instance), rate / median);
        }
    }

    // Full minutes only; null while the instance has not been there for all of them.
    private static double? PerMinute(LiveInstance instance, int minutes, DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        var sum = 0L;
        for (var i = 1; i <= minutes; i++)
        {
            if (instance.Recent.Find(minute - i) is not { } summary)
                return null;
            sum += summary.Commands + summary.Messages;
        }

        return (double)sum / minutes;
    }

    private static Reading Leak(AlertRule rule, LiveInstance instance, FloorGrowth? growth) => new(
        rule, TargetOf(instance), growth?.GrowthPerHour, growth is { GrowthPerHour: > 0 } ? () => FloorWatch.Words(growth, instance) : null);

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
