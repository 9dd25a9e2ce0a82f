using BotPerf.Web.Components.Layout;
using BotPerf.Web.HealthScores;

namespace BotPerf.Web.Components.Health;

/// <summary>How health looks: words, and the classes that colour joins in with.</summary>
internal static class HealthLook
{
    public static string Word(HealthBand band) => band.ToString();

    public static string Css(HealthBand band) => $"band-{HealthBands.Word(band)}";

    public static string Word(HealthTrend trend) => trend switch
    {
        HealthTrend.Worse => "getting worse",
        HealthTrend.Better => "getting better",
        HealthTrend.Stable => "stable",
        _ => "no trend yet",
    };

    /// <summary>What costs most, in a few words; null: nothing does.</summary>
    public static HealthFinding? Worst(HealthScore score) =>
        score.Parts.SelectMany(part => part.Deductions).MaxBy(finding => finding.Points);

    /// <summary>The page that a check's figure comes from.</summary>
    public static string Source(HealthCheck check, PageScope scope) =>
        check.Page.Length == 0 && scope.Bot is { } bot ? scope.BotUrl(bot) : scope.To(check.Page);

    public static string Short(HealthFinding finding) => $"{finding.Check.Title} {HealthWords.Value(finding.Value, finding.Check.Unit)}";

    /// <summary>For hovering over, and for readers of the text alone.</summary>
    public static string Sentence(HealthScore score) => score.Score is null
        ? $"Health unknown: {score.Unknown}"
        : $"Health {HealthWords.Score(score.Score)} of 100, {HealthBands.Word(score.Band)}"
            + (Worst(score) is { } worst ? $"; most is lost for: {Short(worst)}" : "");
}
