namespace BotPerf.Web.Alerts;

/// <summary>Levels rise, both in what they say and in how bad it is. Pure.</summary>
internal static class LevelValidator
{
    public static IEnumerable<RuleProblem> Check(Condition condition, IReadOnlyList<AlertLevel> levels)
    {
        var most = condition is Condition.Eq or Condition.Ne or Condition.Absent ? 1 : AlertLimits.MostLevels;
        if (levels.Count < 1 || levels.Count > most)
        {
            yield return new("levels", most == 1 ? "has exactly one level for this condition" : $"has 1 to {most} levels");
            yield break;
        }

        for (var i = 0; i < levels.Count; i++)
        {
            if (!double.IsFinite(levels[i].Threshold))
                yield return new($"levels[{i}].threshold", "is a number");
            if (condition is Condition.Anomaly or Condition.Growth && levels[i].Threshold <= 0)
                yield return new($"levels[{i}].threshold", "is above 0: the side is chosen on its own");
            if (i > 0 && !Rises(condition, levels[i - 1].Threshold, levels[i].Threshold))
                yield return new($"levels[{i}].threshold", $"is {(IsLow(condition) ? "below" : "above")} that of the level before it");
            if (i > 0 && levels[i].Severity <= levels[i - 1].Severity)
                yield return new($"levels[{i}].severity", "is worse than that of the level before it");
            if (levels[i].Recovery is { } recovery && RuleOf(condition, levels[i].Threshold, recovery, i) is { } rule)
                yield return new($"levels[{i}].recovery", rule);
        }
    }

    private static string? RuleOf(Condition condition, double threshold, double recovery, int index) => condition switch
    {
        Condition.Eq or Condition.Ne or Condition.Absent => "is left out for this condition: it is over as soon as it no longer holds",
        _ when index > 0 => "is left out but for the first level: an alert is over when that one has recovered",
        _ when !double.IsFinite(recovery) => "is a number",
        _ when IsLow(condition) && recovery < threshold => "is not below the threshold: a value is well above it",
        _ when !IsLow(condition) && recovery > threshold => "is not above the threshold: a value is well below it",
        _ => null,
    };

    private static bool Rises(Condition condition, double before, double after) => IsLow(condition) ? after < before : after > before;

    private static bool IsLow(Condition condition) => condition is Condition.Lt or Condition.Le;
}
