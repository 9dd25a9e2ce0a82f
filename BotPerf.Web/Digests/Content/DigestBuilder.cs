using BotPerf.Web.Alerts;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Digests.Content;

/// <summary>Judges what the queries found, and puts it in order. Pure.</summary>
internal static class DigestBuilder
{
    /// <summary>The preset of the default rule: from here on failing commands need a look, given enough of them.</summary>
    public const double BadErrorRate = 0.05;
    public const int LeastUses = 20;

    // A letter shows five.
    private const int MostAlerts = 20;

    /// <param name="period">What is told of.</param>
    /// <param name="now">Up to when.</param>
    /// <param name="wasAway">BotPerf itself was not there all the period: then it missed nobody.</param>
    /// <param name="facts">Of each bot.</param>
    /// <returns>Worst first.</returns>
    public static IReadOnlyList<DigestBot> Of(CalendarPeriod period, DateTimeOffset now, bool wasAway, IEnumerable<BotFacts> facts) =>
    [
        .. facts.Select(bot => Of(bot, period, now, wasAway))
            .OrderByDescending(bot => bot.Level)
            .ThenByDescending(bot => bot.Alerts.Where(alert => alert.Lasted is null).Select(alert => (int)alert.Severity + 1).DefaultIfEmpty().Max())
            .ThenByDescending(bot => bot.Outage?.Whole ?? TimeSpan.Zero)
            .ThenByDescending(bot => bot.Outage?.Any ?? TimeSpan.Zero)
            .ThenByDescending(bot => bot.AlertCount)
            .ThenByDescending(bot => bot.Now.ErrorRate ?? 0)
            .ThenBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase),
    ];

    private static DigestBot Of(BotFacts facts, CalendarPeriod period, DateTimeOffset now, bool wasAway)
    {
        var within = new Span(period.From, period.To < now ? period.To : now);
        var figures = facts.Figures;
        var opened = facts.Alerts.Where(alert => alert.Times.Any(time => time.Touches(period.From, period.To))).ToList();
        var bot = new DigestBot(
            facts.Id, facts.Name, DigestLevel.Good, [], figures.Now, figures.Before, figures.Health, facts.Trend, OutageOf(facts, opened, within),
            [
                .. opened.OrderByDescending(one => one.Alert.IsActive).ThenByDescending(one => one.Alert.Severity)
                    .ThenByDescending(one => one.Alert.OpenedAt).Take(MostAlerts).Select(one => Of(one, period, now)),
            ],
            opened.Count, opened.Count(one => one.Alert.IsActive),
            [.. figures.Changes.Where(change => change.Verdict is ChangeVerdict.Worse or ChangeVerdict.Better).Select(Of)], figures.Lost);
        var isMissing = !wasAway && !figures.WasThere && figures.WasThereBefore;
        return bot with
        {
            Level = LevelOf(bot, opened.Any(one => one.Alert.Severity > AlertSeverity.Info), figures.WasThere, isMissing),
            Reasons = DigestReasons.Of(bot, isMissing),
            Unknown = figures.Unknown,
        };
    }

    // What was told before the rule was switched off stays told.
    private static DigestOutage? OutageOf(BotFacts facts, List<OpenedAlert> opened, Span within)
    {
        var silences = opened.Where(one => facts.OfflineRules.Contains(one.Alert.RuleId)).ToList();
        return facts.IsWatched || silences.Count > 0 ? OutageFinder.Of(silences, facts.Instances, within) : null;
    }

    private static DigestLevel LevelOf(DigestBot bot, bool hadAlerts, bool wasThere, bool isMissing)
    {
        if (bot.Alerts.Any(alert => alert is { Lasted: null, Severity: AlertSeverity.Critical }) || bot.Band is HealthBand.Critical or HealthBand.Poor
            || isMissing)
        {
            return DigestLevel.Critical;
        }

        if (hadAlerts || bot.Outage?.Any > TimeSpan.Zero || bot.Lost > 0 || bot.Band == HealthBand.Fair
            || bot.Movers.Any(mover => mover.Verdict == ChangeVerdict.Worse) || IsFailing(bot.Now))
        {
            return DigestLevel.Warning;
        }

        return wasThere ? DigestLevel.Good : DigestLevel.Quiet;
    }

    internal static bool IsFailing(DigestUsage usage) => usage.Uses >= LeastUses && usage.ErrorRate >= BadErrorRate;

    private static DigestAlert Of(OpenedAlert opened, CalendarPeriod period, DateTimeOffset now)
    {
        var (alert, times) = (opened.Alert, opened.Times.Where(time => time.Touches(period.From, period.To)).ToList());
        var lasted = times.Aggregate(TimeSpan.Zero, (sum, time) => sum + ((time.To ?? now) - time.From));
        return new DigestAlert(
            alert.Id, alert.RuleName, alert.Target.Text, alert.Severity, times[0].From, alert.IsActive ? null : lasted, times.Count,
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
