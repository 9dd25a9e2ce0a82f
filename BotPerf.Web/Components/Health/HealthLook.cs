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

    public static string Short(HealthFinding finding) => $"{finding.Check.Title} {HealthWords.Value(finding.Value, finding.Check.Unit)}";

    /// <summary>For hovering over, and for readers of the text alone.</summary>
    public static string Sentence(HealthScore score) => score.Score is null
        ? $"Health unknown: {score.Unknown}"
        : $"Health {HealthWords.Score(score.Score)} of 100, {HealthBands.Word(score.Band)}"
            + (Worst(score) is { } worst ? $"; most is lost for: {Short(worst)}" : "");
}
