using BotPerf.Web.Alerts;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;

namespace BotPerf.Web.Digests.Content;

/// <summary>Judges what the queries found, and puts it in order. Pure.</summary>
internal static class DigestBuilder
{
    /// <summary>The preset of the default rule: from here on failing commands need a look, given enough of them.</summary>
    public const double BadErrorRate = 0.05;
    public const int LeastUses = 20;

    public static Digest Of(CalendarPeriod period, TimeZoneInfo zone, DateTimeOffset now, IEnumerable<BotFacts> facts) => new(
        period, zone, now,
        [
            .. facts.Select(bot => Of(bot, period, now))
                .OrderByDescending(bot => bot.Level)
                .ThenByDescending(bot => bot.Alerts.Where(alert => alert.Lasted is null).Select(alert => (int)alert.Severity + 1).DefaultIfEmpty().Max())
                .ThenByDescending(bot => bot.Outage ?? TimeSpan.Zero)
                .ThenByDescending(bot => bot.Alerts.Count)
                .ThenByDescending(bot => bot.Now.ErrorRate ?? 0)
                .ThenBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase),
        ]);

    private static DigestBot Of(BotFacts facts, CalendarPeriod period, DateTimeOffset now)
    {
        var end = period.To < now ? period.To : now;
        var bot = new DigestBot(
            facts.Id, facts.Name, DigestLevel.Good, [], facts.Now, facts.Before, facts.Columns, facts.Health, facts.Trend,
            facts.OfflineRules.Count == 0 ? null : Together(facts.Alerts.Where(alert => facts.OfflineRules.Contains(alert.RuleId)), period.From, end),
            [
                .. facts.Alerts.OrderByDescending(alert => alert.IsActive).ThenByDescending(alert => alert.Severity)
                    .ThenByDescending(alert => alert.OpenedAt).Select(alert => Of(alert, now)),
            ],
            [.. facts.Changes.Where(change => change.Verdict is ChangeVerdict.Worse or ChangeVerdict.Better).Select(Of)],
            [.. facts.Suggestions.OrderByDescending(one => one.Confidence).ThenBy(one => one.Id).Select(one => new DigestSuggestion(one.Id, one.Title))],
            (long)facts.Lost);
        var isMissing = !facts.WasThere && facts.Before.Uses > 0;
        return bot with { Level = LevelOf(bot, facts.WasThere, isMissing), Reasons = DigestReasons.Of(bot, isMissing) };
    }

    /// <summary>How long any of them lasted within a time; what two tell of at once counts once.</summary>
    internal static TimeSpan Together(IEnumerable<Alert> alerts, DateTimeOffset from, DateTimeOffset to)
    {
        var (sum, reached) = (TimeSpan.Zero, from);
        foreach (var alert in alerts.OrderBy(alert => alert.StartedAt))
        {
            var begin = alert.StartedAt > reached ? alert.StartedAt : reached;
            var end = alert.ResolvedAt is { } over && over < to ? over : to;
            if (end > begin)
                (sum, reached) = (sum + (end - begin), end);
        }

        return sum;
    }

    private static DigestLevel LevelOf(DigestBot bot, bool wasThere, bool isMissing)
    {
        if (bot.Alerts.Any(alert => alert is { Lasted: null, Severity: AlertSeverity.Critical }) || bot.Band is HealthBand.Critical or HealthBand.Poor
            || isMissing)
        {
            return DigestLevel.Critical;
        }

        if (bot.Alerts.Any(alert => alert.Severity > AlertSeverity.Info) || bot.Outage > TimeSpan.Zero || bot.Lost > 0 || bot.Band == HealthBand.Fair
            || bot.Movers.Any(mover => mover.Verdict == ChangeVerdict.Worse) || IsFailing(bot.Now))
        {
            return DigestLevel.Warning;
        }

        return wasThere ? DigestLevel.Good : DigestLevel.Quiet;
    }

    internal static bool IsFailing(DigestUsage usage) => usage.Uses >= LeastUses && usage.ErrorRate >= BadErrorRate;

    private static DigestAlert Of(Alert alert, DateTimeOffset now)
    {
        var opened = alert.OpenedAt ?? alert.StartedAt;
        return new DigestAlert(
            alert.Id, alert.RuleName, alert.Target.Text, alert.Severity, opened, alert.IsActive ? null : (alert.ResolvedAt ?? now) - opened,
            alert.AcknowledgedBy, FigureText.Of(alert.WorstValue ?? alert.Value, alert.Unit));
    }

    private static DigestMover Of(CommandChange change)
    {
        var moved = change.Durations is ChangeVerdict.Worse or ChangeVerdict.Better ? change.Main : null;
        var failed = change.Errors is ChangeVerdict.Worse or ChangeVerdict.Better;
        return new DigestMover(
            change.Name, change.Verdict, moved is null ? "" : moved == change.Tail ? "p95" : "median", moved?.BeforeMs, moved?.AfterMs,
            failed ? change.ErrorRateBefore : null, failed ? change.ErrorRateAfter : null);
    }
}
