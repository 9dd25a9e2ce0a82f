using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Says whether what was done helped. Pure.</summary>
internal static class SuggestionVerdict
{
    /// <summary>A smaller change is none, however sure it is.</summary>
    public const double LeastChange = 0.1;

    /// <summary>So many standard errors: passed by chance once in a hundred times.</summary>
    public const double LeastSure = 2.58;

    /// <summary>The hours that are measured on both sides of the moment.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Before(SuggestionRow row) =>
        (SuggestionTimes.HourOf(row.ActedAt!.Value).AddHours(-row.VerdictHours!.Value), SuggestionTimes.HourOf(row.ActedAt.Value));

    /// <inheritdoc cref="Before"/>
    public static (DateTimeOffset From, DateTimeOffset To) After(SuggestionRow row) =>
        (SuggestionTimes.HourAfter(row.ActedAt!.Value), SuggestionTimes.HourAfter(row.ActedAt.Value).AddHours(row.VerdictHours!.Value));

    /// <summary>From now on it is measured.</summary>
    public static void Begin(SuggestionRow row)
    {
        row.VerdictHours = SuggestionTimes.WindowHours;
        row.VerdictAt = After(row).To;
    }

    /// <summary>Gives the verdict, or waits for as long again when there is too little to go by.</summary>
    /// <param name="before">Null: nothing was measured; so for <paramref name="after"/>.</param>
    public static void Give(SuggestionRow row, SuggestionRule rule, Measurement? before, Measurement? after, DateTimeOffset now)
    {
        (row.BeforeValue, row.BeforeSamples) = (before?.Value, before?.Samples ?? 0);
        (row.AfterValue, row.AfterSamples) = (after?.Value, after?.Samples ?? 0);
        var isEnough = before?.Samples >= rule.LeastSamples && after?.Samples >= rule.LeastSamples;
        if (!isEnough && row.VerdictHours * 2 <= SuggestionTimes.MostVerdictHours + SuggestionTimes.WindowHours)
        {
            row.VerdictHours = Math.Min(row.VerdictHours!.Value * 2, SuggestionTimes.MostVerdictHours);
            row.VerdictAt = After(row).To;
            row.Revision++;
            return;
        }

        row.Verdict = Suggestion.WordOf(isEnough ? Of(rule, before!, after!) : VerdictWord.CannotSay);
        row.VerdictAt = now;
        SuggestionLife.Over(row, now);
    }

    public static VerdictWord Of(SuggestionRule rule, Measurement before, Measurement after)
    {
        var change = (after.Value - before.Value) * (rule.LowIsBad ? -1 : 1);
        var isLarge = Math.Abs(change) >= LeastChange * Math.Abs(before.Value);
        var chance = before.Chance is { } one && after.Chance is { } other ? Math.Sqrt((one * one) + (other * other)) : 0;
        if (!isLarge || Math.Abs(change) <= LeastSure * chance)
            return VerdictWord.NoDifference;
        return change < 0 ? VerdictWord.Worked : VerdictWord.Worse;
    }
}
