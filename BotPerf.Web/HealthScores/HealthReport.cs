namespace BotPerf.Web.HealthScores;

/// <summary>The report of the third source document.</summary>
/// <param name="Event">comprehensive_health_report.</param>
/// <param name="Timestamp">When the scores were made.</param>
/// <param name="Components">cpu, memory, network, discord and commands.</param>
/// <param name="Trends">Over the last week: increasing means degrading, decreasing means improving, as the document has it; stable, or unknown.</param>
/// <param name="Recommendations">What to do, the most expensive first; of what costs less than 10 points nothing is said.</param>
internal sealed record HealthReport(
    string Event, DateTimeOffset Timestamp, OverallHealth Overall, IReadOnlyDictionary<string, ComponentHealth> Components,
    IReadOnlyDictionary<string, string> Trends, IReadOnlyList<string> Recommendations);

/// <summary>The whole bot in a report.</summary>
/// <param name="Bot">What it is called.</param>
/// <param name="Score">0 to 100; null: unknown.</param>
/// <param name="Status">excellent, good, fair, poor, critical or unknown.</param>
/// <param name="Reason">Why it is unknown, or which component holds it down; null: neither.</param>
internal sealed record OverallHealth(string Bot, double? Score, string Status, string? Reason);

/// <summary>A component in a report.</summary>
/// <param name="Score">0 to 100; null: unknown.</param>
/// <param name="Status">excellent, good, fair, poor, critical or unknown.</param>
/// <param name="Reason">Why it is unknown; null: it is known.</param>
/// <param name="Deductions">What it lost points for, in words.</param>
internal sealed record ComponentHealth(double? Score, string Status, string? Reason, IReadOnlyList<string> Deductions);

/// <summary>Puts the report together. Pure.</summary>
internal static class HealthReportBuilder
{
    public const string Event = "comprehensive_health_report";

    public static HealthReport Build(BotHealth bot)
    {
        var score = bot.Score;
        return new HealthReport(
            Event, score.At,
            new OverallHealth(bot.Name, score.Score, HealthBands.Word(score.Band), score.Unknown ?? HeldBy(score)),
            score.Parts.ToDictionary(part => HealthComponents.Name(part.Component), part => new ComponentHealth(
                part.Score, HealthBands.Word(part.Band), part.Unknown, [.. part.Deductions.Select(HealthWords.Deduction)])),
            HealthComponents.All.Select(component => (Name: HealthComponents.Name(component), Trend: bot.Direction[component]))
                .Prepend(("overall", bot.Direction.Overall))
                .ToDictionary(trend => trend.Item1, trend => Word(trend.Item2)),
            [.. score.Parts.SelectMany(part => part.Deductions).Where(finding => finding.NeedsWork)
                .OrderByDescending(finding => finding.Points)
                .Select(finding => $"{finding.Check.Title}: {HealthWords.Evidence(finding)}. {finding.Check.Advice}")]);
    }

    public static string? HeldBy(HealthScore score) => score.HeldBy is { } worst
        ? $"Held down by {HealthComponents.Title(worst)}: the whole is at most {HealthScorer.MostAboveWorst:0} points above its worst part."
        : null;

    private static string Word(HealthTrend trend) => trend switch
    {
        HealthTrend.Worse => "increasing",
        HealthTrend.Better => "decreasing",
        HealthTrend.Stable => "stable",
        _ => "unknown",
    };
}
