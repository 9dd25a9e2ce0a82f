using BotPerf.Web.Storage;

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
internal sealed class CommandQueries
{
    /// <summary>Commands from the minute of <paramref name="from"/> up to <paramref name="to"/>, most used first.</summary>
    /// <param name="instance">Only this instance, or null for all.</param>
    public Task<CommandTable> TableAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult(new CommandTable(from, to, []));
}
