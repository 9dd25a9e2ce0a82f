using System.Collections.Concurrent;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// What series did over a whole range, all instances together: sealed rows, the coarsest that fit, and the open minutes.
/// What lies before the hour of the range's end hardly ever changes; it is remembered.
/// </summary>
internal sealed class RangeReads(TelemetryCatalog catalog, RollupReads rollups, LiveStore live, TimeProvider time)
{
    // A remembered series is a sketch of some kilobytes; both limits together keep it below fifty megabytes.
    private const int SeriesRemembered = 8_000;
    private const int SumsRemembered = 64;

    private readonly ConcurrentDictionary<PastKey, Past> _remembered = [];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="metrics">The stored names.</param>
    /// <param name="fromMinute">Unix time; where only hours or days are kept, the whole one is taken.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By the series' ids; the caller's own.</returns>
    public Dictionary<int, SeriesAggregate> Sum(
        BotId bot, string? instance, IReadOnlyList<string> metrics, long fromMinute, long toMinute,
        CancellationToken cancellationToken)
    {
        var instances = live.InstancesOf(bot, instance);
        var border = Border(fromMinute, toMinute);
        var key = new PastKey(bot, instance, string.Join(' ', metrics), fromMinute, border);
        return StillReading.Of(() => Version(instances, border), version =>
        {
            // After the version: a series that is made meanwhile belongs to the next.
            var wanted = metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).Select(series => series.Id).ToHashSet();
            var sum = new Dictionary<int, SeriesAggregate>();
            Add(sum, PastOf(key, version, instances, wanted, cancellationToken));
            foreach (var one in instances)
                AddPresent(sum, one, key, toMinute, wanted, cancellationToken);
            return sum;
        }, cancellationToken);
    }

    /// <summary>The range as it is answered: in whole hours or days where nothing finer is kept.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Fit(BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to)
    {
        var kept = live.InstancesOf(bot, instance).Select(one => rollups.KeptFrom(one.Entry.Id)).ToList();
        var (hours, minutes) = kept.Count == 0 ? (0, 0) : (kept.Max(one => one.Hours), kept.Max(one => one.Minutes));
        var (first, last) = (from.ToUnixTimeSeconds() / 60, StepRange.MinuteAfter(to));
        var (fromUnit, toUnit) = (Unit(first), Unit(last - 1));
        return (
            DateTimeOffset.FromUnixTimeSeconds(first / fromUnit * fromUnit * 60),
            toUnit == 1 ? to : DateTimeOffset.FromUnixTimeSeconds((last + toUnit - 1) / toUnit * toUnit * 60));

        int Unit(long minute) => minute < hours ? Grains.DayMinutes : minute < minutes ? Grains.HourMinutes : 1;
    }

    // Up to here is the past. A range that ends long ago is read as a whole: only days may be left of it.
    private long Border(long fromMinute, long toMinute)
    {
        var hour = toMinute / Grains.HourMinutes * Grains.HourMinutes;
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        return hour > now - (KeepRule.LeastHourDays * (long)Grains.DayMinutes) ? Math.Max(fromMinute, hour) : fromMinute;
    }

    // The sum of versions that only grow: it changes when one of them does. Odd while minutes before the border move.
    private static long? Version(IReadOnlyList<LiveInstance> instances, long border)
    {
        var sum = 0L;
        foreach (var instance in instances)
        {
            var version = instance.Seals.VersionBefore(border);
            if (version % 2 != 0)
                return null;
            sum += version;
        }

        return sum;
    }

    private Dictionary<int, SeriesAggregate> PastOf(
        PastKey key, long version, IReadOnlyList<LiveInstance> instances, HashSet<int> wanted, CancellationToken cancellationToken)
    {
        if (key.Border <= key.FromMinute)
            return [];
        if (_remembered.TryGetValue(key, out var past) && past.Version == version && past.Instances == instances.Count)
            return past.Sum;

        var sum = new Dictionary<int, SeriesAggregate>();
        foreach (var instance in instances)
            AddSealed(sum, instance, key.FromMinute, key.Border, wanted, cancellationToken);
        if (sum.Count == 0)
            return sum;
        if (_remembered.Count >= SumsRemembered || _remembered.Values.Sum(one => one.Sum.Count) + sum.Count > SeriesRemembered)
            _remembered.Clear();
        _remembered[key] = new Past(version, instances.Count, sum);
        return sum;
    }

    private void AddPresent(
        Dictionary<int, SeriesAggregate> sum, LiveInstance instance, PastKey key, long toMinute, HashSet<int> wanted,
        CancellationToken cancellationToken)
    {
        var present = StillReading.Of(instance, () =>
        {
            var found = new Dictionary<int, SeriesAggregate>();
            AddSealed(found, instance, key.Border, toMinute, wanted, cancellationToken);
            lock (instance.Gate)
            {
                foreach (var open in instance.Open.Values.Where(open => open.Minute >= key.FromMinute && open.Minute < toMinute))
                    Add(found, open.Aggregates.Where(entry => wanted.Contains(entry.Key)));
            }

            return found;
        }, cancellationToken);
        Add(sum, present);
    }

    private void AddSealed(
        Dictionary<int, SeriesAggregate> sum, LiveInstance instance, long fromMinute, long toMinute, HashSet<int> wanted,
        CancellationToken cancellationToken)
    {
        if (fromMinute < toMinute)
        {
            rollups.Visit(instance.Entry.Id, fromMinute, toMinute, _ => 0,
                (span, payload) => RollupCodec.MergeInto(sum, payload, span, wanted), cancellationToken);
        }
    }

    private static void Add(Dictionary<int, SeriesAggregate> sum, IEnumerable<KeyValuePair<int, SeriesAggregate>> more)
    {
        foreach (var (id, aggregate) in more)
        {
            if (!sum.TryGetValue(id, out var known))
                sum.Add(id, known = SeriesAggregate.Create(aggregate.Kind));
            known.Merge(aggregate);
        }
    }

    private readonly record struct PastKey(BotId Bot, string? Instance, string Metrics, long FromMinute, long Border);

    private sealed record Past(long Version, int Instances, Dictionary<int, SeriesAggregate> Sum);
}
