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
        var key = new PastKey(bot, instance, string.Join(' ', metrics), fromMinute, Border(fromMinute, toMinute));
        return _remembered.TryGetValue(key, out var past) && past.Versions.Length == instances.Count
            && Sum(key, metrics, instances, toMinute, past, cancellationToken) is { } sum
                ? sum
                : Sum(key, metrics, instances, toMinute, null, cancellationToken)!;
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

    // With what is remembered of the past: null when it holds no longer.
    private Dictionary<int, SeriesAggregate>? Sum(
        PastKey key, IReadOnlyList<string> metrics, IReadOnlyList<LiveInstance> instances, long toMinute, Past? remembered,
        CancellationToken cancellationToken)
    {
        var (past, present) = (new Dictionary<int, SeriesAggregate>(), new Dictionary<int, SeriesAggregate>());
        var versions = new int[instances.Count];
        var wanted = Wanted(key.Bot, metrics);
        for (var i = 0; i < instances.Count; i++)
        {
            var instance = instances[i];
            var (view, (version, open)) = StillReading.Of(
                instance, rollups.Open,
                () => (instance.Seals.VersionBefore(key.Border), OpenRows.Of(instance, key.FromMinute, toMinute, wanted)),
                cancellationToken);
            using var closes = view;
            if (remembered is not null && remembered.Versions[i] != version)
                return null;

            versions[i] = version;
            // What is remembered has to hold every series that the view does: those that were made meanwhile too.
            if (remembered is null)
                AddSealed(past, view, instance, key.FromMinute, key.Border, Wanted(key.Bot, metrics), cancellationToken);
            AddSealed(present, view, instance, key.Border, toMinute, wanted, cancellationToken);
            foreach (var (_, series) in open)
                OpenRows.AddTo(present, series);
        }

        if (remembered is null)
            Remember(key, new Past(versions, past));
        // What is remembered is others' too.
        var sum = new Dictionary<int, SeriesAggregate>();
        OpenRows.AddTo(sum, remembered?.Sum ?? past);
        OpenRows.AddTo(sum, present);
        return sum;
    }

    private HashSet<int> Wanted(BotId bot, IReadOnlyList<string> metrics) =>
        metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).Select(series => series.Id).ToHashSet();

    private void Remember(PastKey key, Past past)
    {
        if (past.Sum.Count == 0)
            return;
        if (_remembered.Count >= SumsRemembered || _remembered.Values.Sum(one => one.Sum.Count) + past.Sum.Count > SeriesRemembered)
            _remembered.Clear();
        _remembered[key] = past;
    }

    private void AddSealed(
        Dictionary<int, SeriesAggregate> sum, TelemetryView view, LiveInstance instance, long fromMinute, long toMinute,
        HashSet<int> wanted, CancellationToken cancellationToken)
    {
        if (fromMinute < toMinute)
        {
            rollups.Visit(view, instance.Entry.Id, fromMinute, toMinute, _ => 0,
                (span, payload) => RollupCodec.MergeInto(sum, payload, span, wanted), cancellationToken);
        }
    }

    private readonly record struct PastKey(BotId Bot, string? Instance, string Metrics, long FromMinute, long Border);

    /// <param name="Versions">Of the instances' minutes before the border, in the order of the instances.</param>
    private sealed record Past(int[] Versions, Dictionary<int, SeriesAggregate> Sum);
}
