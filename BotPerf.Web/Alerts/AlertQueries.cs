using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>Which alerts are asked for; null stands for all.</summary>
/// <param name="States">Null: those that are open or acknowledged.</param>
/// <param name="Severities">Only these.</param>
/// <param name="Text">In the rule's name, the target, the note or the assignee; case does not matter.</param>
/// <param name="Snoozed">False: without those that sleep; true: only those; null: all.</param>
/// <param name="Before">Only those with smaller numbers: the next page of what is sorted by them.</param>
internal sealed record AlertFilter(
    IReadOnlyList<AlertLifeState>? States = null, BotId? Bot = null, IReadOnlyList<AlertSeverity>? Severities = null, int? Rule = null,
    string? Assignee = null, string? Text = null, bool? Snoozed = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    int? Before = null);

/// <summary>What is not over of a bot, or of all.</summary>
public readonly record struct OpenAlerts(int Count, AlertSeverity Worst)
{
    public static OpenAlerts Of(IEnumerable<AlertSeverity> severities) =>
        severities.Aggregate(default(OpenAlerts), (sum, one) => new OpenAlerts(sum.Count + 1, sum.Worst > one ? sum.Worst : one));
}

/// <summary>How alerts are sorted.</summary>
internal enum AlertOrder
{
    /// <summary>The worst first, the newest of them first.</summary>
    Worst,

    /// <summary>By their numbers: one that came back stands where it stood.</summary>
    Newest,

    /// <summary>What ended last comes first.</summary>
    EndedLast,

    /// <summary>By when they were acknowledged, the oldest first: who has it lying around.</summary>
    AcknowledgedOldest,
}

/// <summary>Alerts for pages and programs.</summary>
internal sealed class AlertQueries(IDbContextFactory<AppDbContext> contexts, AlertBook book, AlertStates states)
{
    public const int MostAtOnce = 500;

    /// <summary>Those that are open and nobody has taken, for the badge. From memory.</summary>
    public OpenAlerts Waiting() => OpenAlerts.Of(
        book.Active.Values.Where(row => row is { State: "open", SnoozedUntil: null }).Select(row => (AlertSeverity)row.Severity));

    /// <summary>Those that are open or acknowledged, the worst first. From memory.</summary>
    public IReadOnlyList<Alert> Open() => [.. book.Open().Select(states.Newest)];

    /// <summary>Those of a bot that are open or acknowledged, the worst first. From memory.</summary>
    public IReadOnlyList<Alert> OpenOf(BotId bot) => [.. book.Open().Where(alert => alert.Bot == bot).Select(states.Newest)];

    /// <summary>What of each bot is open or acknowledged. From memory.</summary>
    public IReadOnlyDictionary<BotId, OpenAlerts> OpenByBot() =>
        book.Active.Values.Where(row => row.State is "open" or "acknowledged").GroupBy(row => new BotId(row.BotId))
            .ToDictionary(bot => bot.Key, bot => OpenAlerts.Of(bot.Select(row => (AlertSeverity)row.Severity)));

    /// <summary>The alert with the value that was seen last. From memory.</summary>
    public Alert Newest(Alert alert) => states.Newest(alert);

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
            AlertOrder.Newest => rows.OrderByDescending(row => row.Id),
            AlertOrder.EndedLast => rows.OrderByDescending(row => row.ResolvedAt).ThenByDescending(row => row.Id),
            AlertOrder.AcknowledgedOldest => rows.OrderBy(row => row.AcknowledgedAt).ThenBy(row => row.Id),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };
        var found = await sorted.Skip(skip).Take(Math.Min(take, MostAtOnce)).ToListAsync(cancellationToken);
        return (found.ConvertAll(row => states.Newest(Alert.Of(row))), total);
    }

    /// <summary>The numbers of all that a filter finds, at most so many as one action may be about.</summary>
    public async Task<IReadOnlyList<int>> IdsAsync(AlertFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context.Alerts.AsNoTracking(), filter).OrderByDescending(row => row.Id).Select(row => row.Id)
            .Take(AlertDesk.MostAtOnce).ToListAsync(cancellationToken);
    }

    public async Task<Alert?> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Alerts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null ? null : states.Newest(Alert.Of(row));
    }

    /// <summary>What happened to an alert, oldest first.</summary>
    public async Task<IReadOnlyList<AlertEvent>> HistoryAsync(int id, CancellationToken cancellationToken) =>
        [.. (await HistoriesAsync([id], cancellationToken))[id]];

    /// <summary>What happened to several alerts, oldest first.</summary>
    public async Task<ILookup<int, AlertEvent>> HistoriesAsync(IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = await context.AlertEvents.AsNoTracking().Where(line => ids.Contains(line.AlertId)).OrderBy(line => line.Id)
            .Select(line => new { line.AlertId, Event = new AlertEvent(line.At, line.Who, line.What, line.Note) })
            .ToListAsync(cancellationToken);
        return lines.ToLookup(line => line.AlertId, line => line.Event);
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

    /// <summary>Alerts of a bot that were open at some time of a range, and when: oldest first.</summary>
    public async Task<IReadOnlyList<OpenedAlert>> OpenedWithinAsync(
        BotId bot, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Within(context, from, to).Where(row => row.BotId == bot.Value).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        // One that never came back has one time, which its row knows.
        var told = new Dictionary<int, IReadOnlyList<AlertEvent>>();
        foreach (var some in rows.Where(row => row.Reopened > 0).Select(row => row.Id).Chunk(MostAtOnce))
        {
            foreach (var history in await HistoriesAsync(some, cancellationToken))
                told[history.Key] = [.. history];
        }

        return
        [
            .. rows.Select(row => states.Newest(Alert.Of(row))).Select(alert => new OpenedAlert(alert, OpenTimes.Of(alert, told.GetValueOrDefault(alert.Id, []))))
                .Where(alert => alert.Times.Any(time => time.Touches(from, to))),
        ];
    }

    /// <summary>Which bots had alerts at some time of a range, how many, and how bad.</summary>
    public async Task<IReadOnlyDictionary<BotId, OpenAlerts>> ByBotAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Within(context, from, to).GroupBy(row => row.BotId)
            .Select(bot => new { bot.Key, Count = bot.Count(), Worst = bot.Max(row => row.Severity) }).ToListAsync(cancellationToken);
        return found.ToDictionary(bot => new BotId(bot.Key), bot => new OpenAlerts(bot.Count, (AlertSeverity)bot.Worst));
    }

    // One that came back keeps the time of its first beginning, and may have been over for a while in between.
    private static IQueryable<AlertRow> Within(AppDbContext context, DateTimeOffset from, DateTimeOffset to) => context.Alerts.AsNoTracking()
        .Where(row => row.OpenedAt != null && row.StartedAt < to && (row.ResolvedAt == null || row.ResolvedAt > from));

    private static IQueryable<AlertRow> Filtered(IQueryable<AlertRow> rows, AlertFilter filter)
    {
        var states = (filter.States ?? [AlertLifeState.Open, AlertLifeState.Acknowledged]).Select(Alert.WordOf).ToList();
        rows = rows.Where(row => states.Contains(row.State));
        if (filter.Bot is { } bot)
            rows = rows.Where(row => row.BotId == bot.Value);
        if (filter.Severities is { } severities)
        {
            var numbers = severities.Select(severity => (int)severity).ToList();
            rows = rows.Where(row => numbers.Contains(row.Severity));
        }

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
        if (filter.Before is { } before)
            rows = rows.Where(row => row.Id < before);
        if (filter.Text is { Length: > 0 } text)
        {
            var pattern = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(row => EF.Functions.Like(row.RuleName, pattern, "\\") || EF.Functions.Like(row.Target, pattern, "\\")
                || EF.Functions.Like(row.Note!, pattern, "\\") || EF.Functions.Like(row.Assignee!, pattern, "\\"));
        }

        return rows;
    }
}
