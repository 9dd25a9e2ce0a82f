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

/// <param name="From">The range that was answered: whole minutes.</param>
/// <param name="To">Exclusive, or now.</param>
public sealed record CommandTable(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CommandRow> Rows);

/// <summary>The per-command table, from sealed minutes and the open ones together.</summary>
internal sealed class CommandQueries(TelemetryCatalog catalog, TelemetryReads reads, LiveStore live)
{
    private const int Attempts = 5;
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
        Task.Run(() => Table(bot, instance, from, to, cancellationToken), cancellationToken);

    private CommandTable Table(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var fromMinute = from.ToUnixTimeSeconds() / 60;
        var toMinute = ((to - DateTimeOffset.UnixEpoch).Ticks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute;
        var began = DateTimeOffset.FromUnixTimeSeconds(fromMinute * 60);
        if (live.Bot(bot) is not { } found)
            return new CommandTable(began, to, []);

        var sum = new CommandAggregation();
        foreach (var one in found.Instances)
        {
            if (instance is null || one.Entry.Name == instance)
                AddInstance(sum, one, new PartKey(one.Entry.Id, fromMinute, toMinute), cancellationToken);
        }

        return new CommandTable(began, to, sum.Rows(SeriesOf(bot), to));
    }

    private void AddInstance(CommandAggregation sum, LiveInstance instance, PartKey key, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Minutes move from memory to the database all the time; an answer counts if none moved while it was made.
            var version = instance.SealVersion;
            if (version % 2 == 0)
            {
                var sealedPart = Sealed(key, version, instance, cancellationToken);
                var open = Open(instance, key);
                if (instance.SealVersion == version)
                {
                    sum.Add(sealedPart);
                    sum.Add(open);
                    return;
                }
            }

            if (attempt == Attempts)
                throw new InvalidOperationException("The minutes moved faster than they could be read. Try again.");
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20 * attempt));
        }
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
