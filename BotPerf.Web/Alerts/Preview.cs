using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>What of a bot would have fired, and how often.</summary>
internal sealed record PreviewTarget(BotId Bot, AlertTarget Target, IReadOnlyList<ReplayedAlert> Alerts, TimeSpan Open);

/// <param name="Values">One a minute; NaN: unknown.</param>
internal sealed record PreviewSeries(BotId Bot, AlertTarget Target, IReadOnlyList<double> Values);

/// <summary>A figure over time, for a chart: the worst of each step; NaN: unknown.</summary>
/// <param name="StepMinutes">From one value to the next, the first at the beginning of the preview.</param>
internal sealed record PreviewCurve(BotId Bot, AlertTarget Target, int StepMinutes, IReadOnlyList<double> Values);

/// <summary>What a rule would have done in a time that is over.</summary>
/// <param name="From">Not before minutes are kept, nor before the first value.</param>
/// <param name="CannotSay">Why it cannot be told; null: it can.</param>
/// <param name="Seen">How many targets had any value.</param>
/// <param name="BotsLeftOut">For which there was no room.</param>
/// <param name="Alerts">How many there would have been, of all targets.</param>
/// <param name="Open">How long alerts would have been open, added up.</param>
/// <param name="Targets">Those that would have fired, the most alerts first.</param>
/// <param name="Worst">The one that says most; null: none has a value.</param>
/// <param name="Notes">What the reader has to know of it.</param>
internal sealed record Preview(
    AlertRule Rule, DateTimeOffset From, DateTimeOffset To, string? CannotSay, string Unit, int Seen, int BotsLeftOut, int Alerts,
    TimeSpan Open, IReadOnlyList<PreviewTarget> Targets, PreviewCurve? Worst, SuggestedThreshold? Suggestion, IReadOnlyList<string> Notes)
{
    private const int MostPoints = 360;

    public static Preview Impossible(AlertRule rule, DateTimeOffset from, DateTimeOffset to, string why) =>
        new(rule, from, to, why, "", 0, 0, 0, TimeSpan.Zero, [], null, null, []);

    public static Preview Of(
        AlertRule rule, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<ReplayTarget> targets, string unit, int botsLeftOut,
        IReadOnlyList<string> notes)
    {
        // Of a bot that came later nothing is known before: days without figures are no quiet days.
        var blank = targets.Select(target => target.Values.TakeWhile(double.IsNaN).Count()).DefaultIfEmpty(0).Min();
        if (targets.Count > 0 && targets[0].Values.Count > blank)
            from = from.AddMinutes(blank);
        var seen = targets.Where(target => target.Values.Any(value => !double.IsNaN(value)))
            .Select(target => new PreviewSeries(target.Bot, target.Target, [.. target.Values.Skip(blank)])).ToList();
        var fired = targets.Where(target => target.Alerts.Count > 0)
            .Select(target => new PreviewTarget(target.Bot, target.Target, target.Alerts, Sum(target.Alerts.Select(alert => alert.Open(to)))))
            .OrderByDescending(target => target.Alerts.Count).ThenByDescending(target => target.Open).ToList();
        return new Preview(
            rule, from, to, null, unit, seen.Count, botsLeftOut, fired.Sum(target => target.Alerts.Count), Sum(fired.Select(target => target.Open)),
            fired, Curve(rule, seen, fired.FirstOrDefault()),
            ThresholdSuggestion.Of(rule, [.. seen.Select(target => target.Values)], from.AddMinutes(1), unit), notes);
    }

    // What fires most, else what comes closest to it.
    private static PreviewCurve? Curve(AlertRule rule, List<PreviewSeries> seen, PreviewTarget? most)
    {
        var isLow = rule.Condition is Condition.Lt or Condition.Le;
        var worst = most is not null
            ? seen.Find(target => target.Bot == most.Bot && target.Target.Key == most.Target.Key)
            : seen.MaxBy(target => ThresholdSuggestion.End(target.Values, isLow) * (isLow ? -1 : 1));
        if (worst is null)
            return null;

        var step = Math.Max(1, (worst.Values.Count + MostPoints - 1) / MostPoints);
        return new PreviewCurve(
            worst.Bot, worst.Target, step, [.. worst.Values.Chunk(step).Select(values => ThresholdSuggestion.End(values, isLow))]);
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> spans) => spans.Aggregate(TimeSpan.Zero, (sum, one) => sum + one);
}
