using BotPerf.Web.HealthScores;

namespace BotPerf.Web.Reports.Making;

/// <summary>Scores of a window together with the present. Pure.</summary>
internal static class HealthSummary
{
    /// <param name="scores">The window's, as finely as they are kept.</param>
    /// <param name="points">The same for the chart.</param>
    /// <param name="now">How it is.</param>
    public static ReportedHealth Of(IReadOnlyList<HealthPoint> scores, IReadOnlyList<HealthPoint> points, BotHealth now)
    {
        var known = scores.Where(point => point.Overall is not null).ToList();
        var lowest = known.MinBy(point => point.Overall);
        return new ReportedHealth(
            Average(known, point => point.Overall), lowest?.Overall, lowest?.At,
            [.. points.Select(point => new HealthPointOf(point.At, point.Overall))],
            new HealthOf(
                now.Score.At, now.Score.Score, now.Score.Band, now.Direction.Overall, now.Score.Unknown ?? HealthReportBuilder.HeldBy(now.Score),
                [.. now.Score.Parts.Select(part => Part(part, scores, now.Direction[part.Component]))]));
    }

    private static HealthPartOf Part(HealthPart part, IReadOnlyList<HealthPoint> scores, HealthTrend trend) => new(
        HealthComponents.Title(part.Component), Average(scores, point => point.Parts[(int)part.Component]), part.Score, part.Band, trend, part.Unknown,
        [.. part.Deductions.Select(loss => new HealthLoss(loss.Check.Title, loss.Points, HealthWords.Evidence(loss), loss.Check.Advice))]);

    // One decimal, as every score.
    private static double? Average(IReadOnlyList<HealthPoint> points, Func<HealthPoint, double?> of) =>
        points.Average(of) is { } average ? Math.Round(average, 1) : null;
}
