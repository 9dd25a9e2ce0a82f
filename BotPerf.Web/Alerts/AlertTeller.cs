using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>
/// Has people told of alerts: what is due is put into words and laid into the outbox in the same transaction that writes
/// down that they were told.
/// </summary>
internal sealed class AlertTeller(
    AlertBook book, RuleBook rules, Silences silences, AlertRoutes routes, ChannelStore channels, BotRegistry bots, LiveStore live,
    Outbox outbox)
{
    private Dictionary<int, ParentPlan> _parents = [];

    public async Task TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        _parents = [];
        var rows = book.Active.Values.Concat(book.Ended.Values).ToList();
        var due = rows.Where(row => row.TellAt <= now).Select(row => row.Id).ToHashSet();
        // What begins together is told together: the first that is due takes along those that would follow.
        if (rows.Exists(row => row.TellAt <= now && IsNews(row)))
            due.UnionWith(rows.Where(row => row.TellAt is not null && IsNews(row)).Select(row => row.Id));
        due.UnionWith(rows.Where(row => row is { MutedBy: not null, State: "open" } && ReasonOf(row, now) is null).Select(row => row.Id));
        due.UnionWith(rows.Where(row => EscalationsOf(row, now).Any()).Select(row => row.Id));
        // What ended before it is told with the last of its group.
        var threads = rows.Where(row => due.Contains(row.Id)).Select(row => row.ThreadId).OfType<int>().ToHashSet();
        due.UnionWith(rows.Where(row => row is { Told: TellPlan.EndedOfGroup, State: not ("open" or "acknowledged"), ThreadId: { } thread } && threads.Contains(thread)).Select(row => row.Id));
        if (due.Count == 0)
            return;

        var isHidden = false;
        await book.ChangeAsync(due, async (context, known) =>
        {
            var told = new List<(AlertRow Row, Telling Telling)>();
            foreach (var row in known.Values.OrderBy(row => row.Id))
            {
                foreach (var route in EscalationsOf(row, now).ToList())
                    Escalate(context, row, route, now);
                if (row.TellAt is null && row.MutedBy is null && row.Told != TellPlan.EndedOfGroup)
                    continue;

                var telling = TellPlan.Of(row);
                // Whoever was told that it began hears that it is over, silence or not.
                if (telling is not (Telling.Nothing or Telling.Resolved) && ReasonOf(row, now) is { } reason)
                    isHidden |= await MuteAsync(context, row, reason, now, cancellationToken);
                else
                    told.Add((row, telling));
            }

            Send(context, told, await SaidAsync(context, told, cancellationToken), now);
            return [];
        }, cancellationToken);
        outbox.Wake();
        if (isHidden)
            await silences.ReloadAsync(cancellationToken);
    }

    private static bool IsNews(AlertRow row) => TellPlan.Of(row) is Telling.Opened or Telling.Flapping;

    /// <summary>Why nobody is told: <c>silence:3</c> or <c>parent:17</c>; null: nothing stands against it.</summary>
    private string? ReasonOf(AlertRow row, DateTimeOffset now)
    {
        var alert = Alert.Of(row);
        if (silences.Current.FirstOrDefault(silence => silence.IsOn(now) && silence.Matches(alert)) is { } silence)
            return $"silence:{silence.Id.ToString(CultureInfo.InvariantCulture)}";
        if (!alert.IsActive)
            return null;

        var rule = rules.Find(row.RuleId)?.Key;
        return PlanOf(row.BotId).ParentOf(alert, rule) is { } parent && parent.Id != row.Id
            ? $"parent:{parent.Id.ToString(CultureInfo.InvariantCulture)}"
            : null;
    }

    // Once a look for each bot that is asked about.
    private ParentPlan PlanOf(int bot)
    {
        if (!_parents.TryGetValue(bot, out var plan))
        {
            var keys = rules.All.Where(rule => ParentPlan.IsParent(rule.Key)).ToDictionary(rule => rule.Id, rule => rule.Key);
            var open = book.Active.Values
                .Where(row => row.BotId == bot && row.State != "pending" && keys.ContainsKey(row.RuleId)
                    && row.MutedBy?.StartsWith("silence:", StringComparison.Ordinal) is not true)
                .Select(row => (Alert.Of(row), keys[row.RuleId]));
            var instances = (live.Bot(new BotId(bot))?.Instances ?? []).Where(one => !one.Stopped).Select(one => one.Entry.Name).ToList();
            _parents.Add(bot, plan = new ParentPlan(open, instances));
        }

        return plan;
    }

    private static async Task<bool> MuteAsync(
        AppDbContext context, AlertRow row, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        row.TellAt = null;
        if (row.MutedBy == reason)
            return false;

        row.MutedBy = reason;
        AlertLife.Write(row, now, AuditTrail.Program, AlertWords.Muted, reason);
        if (!reason.StartsWith("silence:", StringComparison.Ordinal))
            return false;

        var id = int.Parse(reason["silence:".Length..], CultureInfo.InvariantCulture);
        if (await context.Silences.FindAsync([id], cancellationToken) is { } silence)
            silence.Hidden++;
        return true;
    }

    // What was written into the history of each as it opened last.
    private static async Task<Dictionary<int, string?>> SaidAsync(
        AppDbContext context, List<(AlertRow Row, Telling Telling)> told, CancellationToken cancellationToken)
    {
        var ids = told.Where(one => one.Telling is not (Telling.Nothing or Telling.Resolved)).Select(one => one.Row.Id).ToList();
        if (ids.Count == 0)
            return [];

        var lines = await context.AlertEvents
            .Where(line => ids.Contains(line.AlertId) && (line.What == AlertWords.Opened || line.What == AlertWords.Reopened))
            .Select(line => new { line.AlertId, line.Id, line.Note }).ToListAsync(cancellationToken);
        return lines.GroupBy(line => line.AlertId).ToDictionary(alert => alert.Key, alert => alert.MaxBy(line => line.Id)!.Note);
    }

    private void Send(AppDbContext context, List<(AlertRow Row, Telling Telling)> told, Dictionary<int, string?> said, DateTimeOffset now)
    {
        var waiting = new HashSet<AlertRow>();
        var news = told.Where(one => one.Telling == Telling.Opened).ToList();
        if (news.Count > 0)
        {
            var thread = news.Min(one => one.Row.Id);
            news.ForEach(one => one.Row.ThreadId = thread);
            Post(context, news, said, thread, now);
        }

        foreach (var flapping in told.Where(one => one.Telling == Telling.Flapping))
            Post(context, [flapping], said, flapping.Row.ThreadId ??= flapping.Row.Id, now);

        foreach (var thread in told.Where(one => one.Telling is not (Telling.Nothing or Telling.Opened or Telling.Flapping))
            .GroupBy(one => one.Row.ThreadId ?? one.Row.Id))
        {
            foreach (var one in thread.Where(one => one.Telling != Telling.Resolved))
                Post(context, [one], said, thread.Key, now);
            var ends = thread.Where(one => one.Telling == Telling.Resolved).ToList();
            // Of several that were told together the end is told when all of them are over.
            if (book.Active.Values.Any(other => other.ThreadId == thread.Key && ends.TrueForAll(one => one.Row.Id != other.Id)))
                waiting.UnionWith(ends.Select(one => one.Row));
            else if (ends.Count > 0)
                Post(context, ends, said, thread.Key, now);
        }

        foreach (var (row, telling) in told)
        {
            TellPlan.Told(row, telling);
            if (waiting.Contains(row))
                row.Told = TellPlan.EndedOfGroup;
        }
    }

    private void Post(
        AppDbContext context, List<(AlertRow Row, Telling Telling)> told, Dictionary<int, string?> said, int thread, DateTimeOffset now)
    {
        var sent = new HashSet<AlertRow>();
        var isBad = told.Exists(one => one.Row.Severity >= (int)AlertSeverity.High);
        foreach (var byChannel in routes.Holding.GroupBy(route => route.Channel))
        {
            var own = told.Where(one => byChannel.Any(route => IsOn(route, one) && route.Concerns(Alert.Of(one.Row))) && IsFor(byChannel.Key, one, isBad)).ToList();
            if (own.Count == 0)
                continue;

            sent.UnionWith(own.Select(one => one.Row));
            var notice = AlertNotices.Of([.. own.Select(one => new Told(Alert.Of(one.Row), one.Telling, NameOf(one.Row), said.GetValueOrDefault(one.Row.Id)))], thread, now);
            outbox.Add(context, byChannel.Key, notice, notice.Urgent ? null : QuietUntil(byChannel.Where(route => own.Exists(one => IsOn(route, one))), now));
        }

        foreach (var (row, telling) in told.Where(one => sent.Contains(one.Row)))
            AlertLife.Write(row, now, AuditTrail.Program, AlertWords.Told, TellPlan.Word(telling));
    }

    // Where a message cannot be edited in place, the end of what was only a warning is no message of its own, nor that
    // something comes and goes which people know of already.
    private bool IsFor(int channel, (AlertRow Row, Telling Telling) told, bool isBad) => told switch
    {
        _ when channels.Find(channel)?.Kind is "discord" or "webhook" or "log" => true,
        { Telling: Telling.Resolved } => isBad,
        { Telling: Telling.Flapping } => told.Row.Told is null or "resolved",
        _ => true,
    };

    // Whom an alert was escalated to hears of its end, too.
    private static bool IsOn(AlertRoute route, (AlertRow Row, Telling Telling) told) =>
        route.After == TimeSpan.Zero || (told.Telling == Telling.Resolved && route.After.TotalMinutes <= told.Row.EscalatedMost);

    // The least patient of the routes that lead to a channel decides.
    private static DateTimeOffset? QuietUntil(IEnumerable<AlertRoute> of, DateTimeOffset now)
    {
        var ends = of.Select(route => route.Quiet?.EndOf(now)).ToList();
        return ends.Contains(null) ? null : ends.Min();
    }

    // Those whose time has come and that have not been told of this alert yet.
    private IEnumerable<AlertRoute> EscalationsOf(AlertRow row, DateTimeOffset now)
    {
        if (row is not { State: "open", WaitingSince: { } since, SnoozedUntil: null, MutedBy: null, Told: not null, FlappingSince: null })
            return [];

        var minutes = (now - since).TotalMinutes;
        return routes.Holding.Where(route => route.After > TimeSpan.Zero && route.After.TotalMinutes > row.Escalated
            && route.After.TotalMinutes <= minutes && route.Concerns(Alert.Of(row)));
    }

    private void Escalate(AppDbContext context, AlertRow row, AlertRoute route, DateTimeOffset now)
    {
        var notice = AlertNotices.Of([new Told(Alert.Of(row), Telling.StillOpen, NameOf(row))], row.ThreadId ?? row.Id, now);
        outbox.Add(context, route.Channel, notice, notice.Urgent ? null : QuietUntil([route], now));
        row.Escalated = Math.Max(row.Escalated, (int)route.After.TotalMinutes);
        row.EscalatedMost = Math.Max(row.EscalatedMost, row.Escalated);
        AlertLife.Write(row, now, AuditTrail.Program, AlertWords.Escalated, channels.Find(route.Channel)?.Name);
    }

    private string NameOf(AlertRow row) => bots.Find(new BotId(row.BotId))?.Name ?? "a bot that is gone";
}
