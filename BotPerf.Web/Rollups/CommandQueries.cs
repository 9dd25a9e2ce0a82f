using BotPerf.Shared.Metrics;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>One command over a range.</summary>
/// <param name="Module">Empty when the bot sends none.</param>
/// <param name="Kind">slash, prefix, button, …; empty when the bot sends none.</param>
public sealed record CommandRow(
    string Name, string Module, string Kind, long Count, long Errors, double ErrorRate, double RatePerMinute,
    double AvgMs, double MinMs, double MaxMs, double P50Ms, double P90Ms, double P95Ms, double P99Ms,
    DateTimeOffset LastUsed, long? DeadlineMisses = null) : IUsage;

/// <summary>The commands of one module together.</summary>
/// <param name="Name">Empty for commands of no module.</param>
/// <param name="Commands">How many different commands were used.</param>
public sealed record ModuleRow(
    string Name, int Commands, long Count, long Errors, double ErrorRate, double RatePerMinute, double AvgMs, double MinMs,
    double MaxMs, double P50Ms, double P90Ms, double P95Ms, double P99Ms, DateTimeOffset LastUsed,
    long? DeadlineMisses = null) : IUsage;

/// <param name="From">The range that was answered: whole minutes.</param>
/// <param name="To">Exclusive, or now.</param>
public sealed record CommandTable(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CommandRow> Rows);

/// <summary>The per-command table over any range.</summary>
internal sealed class CommandQueries(TelemetryCatalog catalog, RangeReads ranges)
{
    private static readonly string[] s_metrics = [MetricNames.CommandDuration, MetricNames.CommandErrors, MetricNames.CommandAck];

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
            var read = Read(bot, instance, from, to, cancellationToken);
            return new CommandTable(read.From, read.To, read.Commands());
        }, cancellationToken);

    /// <summary>The same by module, most used first.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="from">The beginning; its whole minute is taken.</param>
    /// <param name="to">The end; the minute it lies in is taken as far as it has come.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<IReadOnlyList<ModuleRow>> ModulesAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run(() => Read(bot, instance, from, to, cancellationToken).Modules(), cancellationToken);

    /// <summary>Commands over a range and over the time before it.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="now">The range.</param>
    /// <param name="before">What it is compared with.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<ComparedRows<CommandRow>> CompareAsync(
        BotId bot, string? instance, (DateTimeOffset From, DateTimeOffset To) now, (DateTimeOffset From, DateTimeOffset To) before,
        CancellationToken cancellationToken) =>
        Task.Run(() => Compare(bot, instance, now, before, read => read.Commands(), cancellationToken), cancellationToken);

    /// <summary>The same by module.</summary>
    /// <inheritdoc cref="CompareAsync"/>
    public Task<ComparedRows<ModuleRow>> CompareModulesAsync(
        BotId bot, string? instance, (DateTimeOffset From, DateTimeOffset To) now, (DateTimeOffset From, DateTimeOffset To) before,
        CancellationToken cancellationToken) =>
        Task.Run(() => Compare(bot, instance, now, before, read => read.Modules(), cancellationToken), cancellationToken);

    /// <summary>Commands over a range and over the time before it, and all of them together; from one reading.</summary>
    /// <inheritdoc cref="CompareAsync"/>
    public Task<CommandsTogether> CompareTogetherAsync(
        BotId bot, string? instance, (DateTimeOffset From, DateTimeOffset To) now, (DateTimeOffset From, DateTimeOffset To) before,
        CancellationToken cancellationToken) =>
        Task.Run(() =>
        {
            var (read, readBefore) = ReadBoth(bot, instance, now, before, cancellationToken);
            return new CommandsTogether(
                new ComparedRows<CommandRow>(read.From, read.To, read.Commands(), readBefore.Commands()), read.Total(), readBefore.Total());
        }, cancellationToken);

    private ComparedRows<T> Compare<T>(
        BotId bot, string? instance, (DateTimeOffset From, DateTimeOffset To) now, (DateTimeOffset From, DateTimeOffset To) before,
        Func<Reading, IReadOnlyList<T>> rows, CancellationToken cancellationToken)
        where T : IUsage
    {
        var (read, readBefore) = ReadBoth(bot, instance, now, before, cancellationToken);
        return new ComparedRows<T>(read.From, read.To, rows(read), rows(readBefore));
    }

    private (Reading Now, Reading Before) ReadBoth(
        BotId bot, string? instance, (DateTimeOffset From, DateTimeOffset To) now, (DateTimeOffset From, DateTimeOffset To) before,
        CancellationToken cancellationToken)
    {
        // Where only hours or days are left, the one between the two belongs to the later.
        var read = Read(bot, instance, now.From, now.To, cancellationToken);
        return (read, Read(bot, instance, before.From, before.To > read.From ? read.From : before.To, cancellationToken));
    }

    private Reading Read(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var fit = ranges.Fit(bot, instance, from, to);
        var sums = ranges.Sum(
            bot, instance, s_metrics, fit.From.ToUnixTimeSeconds() / 60, StepRange.MinuteAfter(fit.To), cancellationToken);
        return new Reading(fit.From, fit.To, new CommandSums(sums, s_metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).ToList()));
    }

    /// <summary>A range as it was answered.</summary>
    /// <param name="From">On a full minute: the whole of the first is taken.</param>
    private sealed record Reading(DateTimeOffset From, DateTimeOffset To, CommandSums Sums)
    {
        private double Minutes => Math.Max(1, (To - From).TotalMinutes);

        public IReadOnlyList<CommandRow> Commands() => Sums.Rows(Minutes);

        public IReadOnlyList<ModuleRow> Modules() => Sums.Modules(Minutes);

        public CommandRow? Total() => Sums.Total("", Minutes);
    }
}
