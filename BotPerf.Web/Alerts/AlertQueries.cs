using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>Which alerts are asked for; null stands for all.</summary>
/// <param name="States">Null: those that are open or acknowledged.</param>
/// <param name="Text">In the rule's name, the target, the note or the assignee; case does not matter.</param>
/// <param name="Snoozed">False: without those that sleep; true: only those; null: all.</param>
internal sealed record AlertFilter(
    IReadOnlyList<AlertLifeState>? States = null, BotId? Bot = null, AlertSeverity? MinSeverity = null, int? Rule = null,
    string? Assignee = null, string? Text = null, bool? Snoozed = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>How alerts are sorted.</summary>
internal enum AlertOrder
{
    /// <summary>The worst first, the newest of them first.</summary>
    Worst,
    Newest,

    /// <summary>By when they were acknowledged, the oldest first: who has it lying around.</summary>
    AcknowledgedOldest,
}

/// <summary>Alerts for pages and programs.</summary>
internal sealed class AlertQueries(IDbContextFactory<AppDbContext> contexts, AlertBook book, AlertStates states)
{
    public const int MostAtOnce = 500;

    /// <summary>How many are open and nobody has taken them, for the badge. From memory.</summary>
    public int CountOpen() => book.Active.Values.Count(row => row is { State: "open", SnoozedUntil: null });

    /// <summary>Those of a bot that are open or acknowledged, the worst first. From memory.</summary>
    public IReadOnlyList<Alert> OpenOf(BotId bot) => [.. book.Open().Where(alert => alert.Bot == bot).Select(states.Newest)];

    /// <summary>How many of each bot are open or acknowledged. From memory.</summary>
    public IReadOnlyDictionary<BotId, int> OpenByBot() =>
        book.Active.Values.Where(row => row.State is "open" or "acknowledged").GroupBy(row => new BotId(row.BotId))
            .ToDictionary(bot => bot.Key, bot => bot.Count());

    /// <param name="filter">Which.</param>
    /// <param name="order">In which order.</param>
    /// <param name="skip">From the first so many on.</param>
    /// <param name="take">At most <see cref="MostAtOnce"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Also how many there are in all.</returns>
    public async Task<(IReadOnlyList<Alert> Alerts, int Total)> ListAsync(
        AlertFilter filter, AlertOrder order, int skip, int take, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Filtered(context.Alerts.AsNoTracking(), filter);
        var total = await rows.CountAsync(cancellationToken);
        var sorted = order switch
        {
            AlertOrder.Worst => rows.OrderByDescending(row => row.Severity).ThenByDescending(row => row.OpenedAt).ThenByDescending(row => row.Id),
            AlertOrder.Newest => rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id),
            AlertOrder.AcknowledgedOldest => rows.OrderBy(row => row.AcknowledgedAt).ThenBy(row => row.Id),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };
        var found = await sorted.Skip(skip).Take(Math.Min(take, MostAtOnce)).ToListAsync(cancellationToken);
        return (found.ConvertAll(row => states.Newest(Alert.Of(row))), total);
    }

    public async Task<Alert?> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Alerts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null ? null : states.Newest(Alert.Of(row));
    }

    /// <summary>What happened to an alert, oldest first.</summary>
    public async Task<IReadOnlyList<AlertEvent>> HistoryAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AlertEvents.AsNoTracking().Where(line => line.AlertId == id).OrderBy(line => line.Id)
            .Select(line => new AlertEvent(line.At, line.Who, line.What, line.Note)).ToListAsync(cancellationToken);
    }

    /// <summary>Other alerts of the same bot that overlap with it, and earlier ones of the same rule and target.</summary>
    public async Task<IReadOnlyList<Alert>> RelatedAsync(Alert alert, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (from, to) = (alert.StartedAt.AddMinutes(-10), (alert.ResolvedAt ?? DateTimeOffset.MaxValue.AddDays(-1)).AddMinutes(10));
        var rows = await context.Alerts.AsNoTracking()
            .Where(row => row.Id != alert.Id && row.BotId == alert.Bot.Value && row.State != "pending")
            .Where(row => (row.RuleId == alert.RuleId && row.Target == alert.Target.Key)
                || (row.StartedAt <= to && (row.ResolvedAt == null || row.ResolvedAt >= from)))
            .OrderByDescending(row => row.StartedAt).Take(most).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => states.Newest(Alert.Of(row)));
    }

    /// <summary>Alerts that were open at some time in a range, for the marks on charts.</summary>
    public async Task<IReadOnlyList<Alert>> WithinAsync(
        BotId bot, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Alerts.AsNoTracking()
            .Where(row => row.BotId == bot.Value && row.OpenedAt != null && row.OpenedAt <= to && (row.ResolvedAt == null || row.ResolvedAt >= from))
            .OrderByDescending(row => row.Severity).ThenByDescending(row => row.OpenedAt).Take(most).ToListAsync(cancellationToken);
        return rows.ConvertAll(Alert.Of);
    }

    private static IQueryable<AlertRow> Filtered(IQueryable<AlertRow> rows, AlertFilter filter)
    {
        var states = (filter.States ?? [AlertLifeState.Open, AlertLifeState.Acknowledged]).Select(Alert.WordOf).ToList();
        rows = rows.Where(row => states.Contains(row.State));
        if (filter.Bot is { } bot)
            rows = rows.Where(row => row.BotId == bot.Value);
        if (filter.MinSeverity is { } severity)
            rows = rows.Where(row => row.Severity >= (int)severity);
        if (filter.Rule is { } rule)
            rows = rows.Where(row => row.RuleId == rule);
        if (filter.Assignee is { } assignee)
            rows = rows.Where(row => row.Assignee == assignee);
        if (filter.Snoozed is { } snoozed)
            rows = rows.Where(row => row.SnoozedUntil != null == snoozed);
        if (filter.From is { } from)
            rows = rows.Where(row => row.ResolvedAt == null || row.ResolvedAt >= from);
        if (filter.To is { } to)
            rows = rows.Where(row => row.StartedAt <= to);
        if (filter.Text is { Length: > 0 } text)
        {
            var pattern = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(row => EF.Functions.Like(row.RuleName, pattern, "\\") || EF.Functions.Like(row.Target, pattern, "\\")
                || EF.Functions.Like(row.Note!, pattern, "\\") || EF.Functions.Like(row.Assignee!, pattern, "\\"));
        }

        return rows;
    }
}
