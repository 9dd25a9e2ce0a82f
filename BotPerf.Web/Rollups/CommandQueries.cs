using System.Collections.Concurrent;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>One command over a range. Durations in milliseconds, rates as fractions from 0 to 1.</summary>
/// <param name="Module">Empty when the bot sends none.</param>
/// <param name="Kind">slash, prefix, button, …; empty when the bot sends none.</param>
/// <param name="LastUsed">To the minute.</param>
public sealed record CommandRow(
    string Name, string Module, string Kind, long Count, long Errors, double ErrorRate, double RatePerMinute,
    double AvgMs, double MinMs, double MaxMs, double P50Ms, double P90Ms, double P95Ms, double P99Ms,
    DateTimeOffset LastUsed);

/// <summary>The commands of one module together. Durations in milliseconds, rates as fractions from 0 to 1.</summary>
/// <param name="Name">Empty for commands of no module.</param>
/// <param name="Commands">How many different commands were used.</param>
public sealed record ModuleRow(
    string Name, int Commands, long Count, long Errors, double ErrorRate, double RatePerMinute, double AvgMs, double MinMs,
    double MaxMs, double P50Ms, double P90Ms, double P95Ms, double P99Ms, DateTimeOffset LastUsed);

/// <param name="From">The range that was answered: whole minutes.</param>
/// <param name="To">Exclusive, or now.</param>
public sealed record CommandTable(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CommandRow> Rows);

/// <summary>The per-command table, from sealed minutes and the open ones together.</summary>
internal sealed class CommandQueries(TelemetryCatalog catalog, TelemetryReads reads, LiveStore live)
{
    private const int PartsRemembered = 256;

    // By instance, since only its own sealing makes an answer about it wrong.
    private readonly ConcurrentDictionary<PartKey, SealedPart> _remembered = [];

    /// <summary>Commands from the minute of <paramref name="from"/> up to <paramref name="to"/>, most used first.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="from">The beginning; its whole minute is taken.</param>
    /// <param name="to">The end; the minute it lies in is taken as far as it has come.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<CommandTable> TableAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run(() =>
        {
            var began = DateTimeOffset.FromUnixTimeSeconds(MinuteOf(from) * 60);
            return new CommandTable(began, to, Sum(bot, instance, from, to, cancellationToken).Rows(SeriesOf(bot), Minutes(from, to)));
        }, cancellationToken);

    /// <summary>The same by module, most used first.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="from">The beginning; its whole minute is taken.</param>
    /// <param name="to">The end; the minute it lies in is taken as far as it has come.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<IReadOnlyList<ModuleRow>> ModulesAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run(() => Sum(bot, instance, from, to, cancellationToken).Modules(SeriesOf(bot), Minutes(from, to)), cancellationToken);

    private CommandAggregation Sum(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sum = new CommandAggregation();
        foreach (var one in live.Bot(bot)?.Instances ?? [])
        {
            if (instance is null || one.Entry.Name == instance)
                AddInstance(sum, one, new PartKey(one.Entry.Id, MinuteOf(from), StepRange.MinuteAfter(to)), cancellationToken);
        }

        return sum;
    }

    // From the beginning of the first minute, since its whole is taken.
    private static double Minutes(DateTimeOffset from, DateTimeOffset to) =>
        Math.Max(1, to.ToUnixTimeMilliseconds() / 60_000.0 - MinuteOf(from));

    private static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private void AddInstance(CommandAggregation sum, LiveInstance instance, PartKey key, CancellationToken cancellationToken)
    {
        var (sealedPart, open) = StillReading.Of(
            instance, version => (Sealed(key, version, instance, cancellationToken), Open(instance, key)), cancellationToken);
        sum.Add(sealedPart);
        sum.Add(open);
    }

    private CommandAggregation Sealed(PartKey key, int version, LiveInstance instance, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(key, out var remembered) && remembered.Version == version)
            return remembered.Aggregation;

        var wanted = SeriesOf(instance.Entry.Bot).Select(series => series.Id).ToHashSet();
        var sum = new CommandAggregation();
        reads.Minutes(instance.Entry.Id, key.FromMinute, key.ToMinute,
            (minute, payload) => sum.Add(payload, minute, wanted), cancellationToken);
        if (_remembered.Count >= PartsRemembered)
            _remembered.Clear();
        _remembered[key] = new SealedPart(version, sum);
        return sum;
    }

    private CommandAggregation Open(LiveInstance instance, PartKey key)
    {
        var sum = new CommandAggregation();
        lock (instance.Gate)
        {
            foreach (var open in instance.Open.Values)
            {
                if (open.Minute >= key.FromMinute && open.Minute < key.ToMinute)
                    sum.Add(open.Aggregates.Where(entry => IsCommand(entry.Key)), open.Minute);
            }
        }

        return sum;
    }

    private bool IsCommand(int series) =>
        catalog.SeriesById(series).Name is MetricNames.CommandDuration or MetricNames.CommandErrors;

    private List<Series> SeriesOf(BotId bot) =>
        [.. catalog.SeriesOf(bot, MetricNames.CommandDuration), .. catalog.SeriesOf(bot, MetricNames.CommandErrors)];

    private readonly record struct PartKey(InstanceId Instance, long FromMinute, long ToMinute);

    private sealed record SealedPart(int Version, CommandAggregation Aggregation);
}
