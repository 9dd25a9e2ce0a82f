namespace BotPerf.Web.Alerts;

/// <summary>A threshold at which a rule would hardly ever have fired.</summary>
/// <param name="Alerts">How often it would have.</param>
internal sealed record SuggestedThreshold(double Threshold, int Alerts);

/// <summary>
/// Looks for the tightest round threshold with at most one alert in seven days, all targets together, that is open for no
/// more than a twentieth of the time: what fires once and never ends is no threshold. Pure.
/// </summary>
internal static class ThresholdSuggestion
{
    private const int Decades = 4;
    private const double MostOpen = 0.05;
    private static readonly double[] s_round = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

    /// <param name="rule">Its condition and times; of its levels only the first counts.</param>
    /// <param name="targets">Of each target a value a minute; NaN where there was none.</param>
    /// <param name="from">When the first minute ended.</param>
    /// <param name="unit">Round values are those of the unit: 500 MiB rather than 500,000,000.</param>
    /// <returns>Null: no threshold above 0 does, or the condition has none.</returns>
    public static SuggestedThreshold? Of(
        AlertRule rule, IReadOnlyList<IReadOnlyList<double>> targets, DateTimeOffset from, string unit)
    {
        if (rule.Condition is not (Condition.Gt or Condition.Ge or Condition.Lt or Condition.Le or Condition.Anomaly or Condition.Growth))
            return null;

        var isLow = rule.Condition is Condition.Lt or Condition.Le;
        var ends = targets.Select(values => End(values, isLow)).ToList();
        SuggestedThreshold? tightest = null;
        foreach (var threshold in Candidates(targets, isLow, unit))
        {
            if (AlertsAt(rule, threshold, targets, ends, from) is not { } alerts)
                break;
            tightest = new SuggestedThreshold(threshold, alerts);
        }

        return tightest;
    }

    /// <summary>From the one that fires least on, towards the one that fires most.</summary>
    internal static IEnumerable<double> Candidates(IReadOnlyList<IReadOnlyList<double>> targets, bool isLow, string unit)
    {
        var highest = targets.SelectMany(values => values).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (highest <= 0)
            return [];

        var scale = unit == "bytes" ? Math.Pow(1024, Math.Clamp(Math.Floor(Math.Log(highest, 1024)), 0, 4)) : 1;
        var top = (int)Math.Ceiling(Math.Log10(highest / scale) + 1e-9);
        var ascending = Enumerable.Range(top - Decades, Decades + 1).SelectMany(decade => s_round.Select(one => Value(one, decade) * scale));
        // One above the highest: of that it is certain that it never fired.
        var all = ascending.ToList();
        var last = all.FindIndex(one => one > highest);
        var fitting = all.Take(last + 1).ToList();
        return isLow ? fitting : Enumerable.Reverse(fitting);
    }

    /// <returns>Null: too many, or open for too long.</returns>
    internal static int? AlertsAt(
        AlertRule rule, double threshold, IReadOnlyList<IReadOnlyList<double>> targets, IReadOnlyList<double> ends, DateTimeOffset from)
    {
        var tried = rule with { Levels = [new AlertLevel(rule.Levels[0].Severity, threshold)] };
        var minutes = targets.Count == 0 ? 0 : targets.Max(values => values.Count);
        var most = (int)Math.Ceiling(TimeSpan.FromMinutes(minutes) / s_week);
        var (alerts, open) = (0, TimeSpan.Zero);
        for (var i = 0; i < targets.Count; i++)
        {
            if (!AlertEvaluator.Breaches(rule.Condition, ends[i], threshold))
                continue;

            var replay = new RuleReplay(tried);
            for (var minute = 0; minute < targets[i].Count; minute++)
                replay.Step(double.IsNaN(targets[i][minute]) ? null : targets[i][minute], from.AddMinutes(minute));
            alerts += replay.Alerts.Count;
            foreach (var alert in replay.Alerts)
                open += alert.Open(from.AddMinutes(targets[i].Count));
            if (alerts > most || open > TimeSpan.FromMinutes(minutes) * MostOpen)
                return null;
        }

        return alerts;
    }

    // What is farthest from good; a target that is well even then needs no replay.
    internal static double End(IReadOnlyList<double> values, bool isLow)
    {
        var end = double.NaN;
        foreach (var value in values)
        {
            if (!double.IsNaN(value) && (double.IsNaN(end) || (isLow ? value < end : value > end)))
                end = value;
        }

        return end;
    }

    // 3 * 0.1 is not 0.3: what is divided by a whole number is.
    private static double Value(double round, int decade) => decade < 0 ? round / Math.Pow(10, -decade) : round * Math.Pow(10, decade);
}
