using System.Text.Json.Serialization;
using BotPerf.Web.HealthScores;

namespace BotPerf.Web.Api;

/// <summary>How well a bot is, and why not better.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Overall">All together.</param>
/// <param name="Components">cpu, memory, network, discord and commands, each.</param>
internal sealed record HealthDetails(DateTimeOffset At, OverallShape Overall, IReadOnlyList<ComponentShape> Components)
{
    public static HealthDetails Of(BotHealth bot) => new(
        bot.Score.At,
        new OverallShape(
            bot.Score.Score, HealthBands.Word(bot.Score.Band), HealthTrends.Word(bot.Direction.Overall),
            bot.Score.Unknown ?? HealthReportBuilder.HeldBy(bot.Score)),
        [.. bot.Score.Parts.Select(part => new ComponentShape(
            HealthComponents.Name(part.Component), part.Score, HealthBands.Word(part.Band),
            HealthTrends.Word(bot.Direction[part.Component]), part.Unknown, [.. part.Deductions.Select(DeductionShape.Of)]))]);
}

/// <summary>The whole bot.</summary>
/// <param name="Score">0 to 100; null where evidence is missing.</param>
/// <param name="Band">excellent, good, fair, poor, critical, or unknown where evidence is missing.</param>
/// <param name="Trend">better, worse or stable over the last week; unknown while there is less than a day of it.</param>
/// <param name="Reason">Why it is unknown, or which component holds it down; null: neither.</param>
internal sealed record OverallShape(double? Score, string Band, string Trend, string? Reason);

/// <summary>A component of a bot's health.</summary>
/// <param name="Name">cpu, memory, network, discord or commands.</param>
/// <param name="Score">0 to 100: what the deductions leave; null where evidence is missing.</param>
/// <param name="Band">excellent, good, fair, poor, critical, or unknown where evidence is missing.</param>
/// <param name="Trend">better, worse or stable over the last week; unknown while there is less than a day of it.</param>
/// <param name="Reason">Why it is unknown; null: it is known.</param>
/// <param name="Deductions">What costs points, the most first.</param>
internal sealed record ComponentShape(
    string Name, double? Score, string Band, string Trend, string? Reason, IReadOnlyList<DeductionShape> Deductions);

/// <summary>What a component loses points for.</summary>
/// <param name="Points">Of 100.</param>
/// <param name="Reason">What it is, for people.</param>
/// <param name="Evidence">The figure, its thresholds, its window and its samples, for people.</param>
/// <param name="Key">A stable word for it.</param>
/// <param name="Value">The figure.</param>
/// <param name="Warning">The threshold where 25 points are lost.</param>
/// <param name="Critical">The threshold where 75 points are lost; null: there is none.</param>
/// <param name="Unit">percent, fraction, bytes or seconds.</param>
/// <param name="Where">The instance, target or connection that is worst; empty: there is one only.</param>
/// <param name="WindowMinutes">How long the figure was looked at.</param>
/// <param name="Samples">How many measurements it rests on.</param>
/// <param name="Advice">What to do about it; null where it costs less than 10 points.</param>
internal sealed record DeductionShape(
    double Points, string Reason, string Evidence, string Key, double Value, double Warning, double? Critical, string Unit,
    string Where, int WindowMinutes, long Samples, string? Advice)
{
    public static DeductionShape Of(HealthFinding finding) => new(
        Math.Round(finding.Points, 1), finding.Check.Title, HealthWords.Evidence(finding), finding.Check.Key, finding.Value,
        finding.Curve.Warning, finding.Curve.Critical, finding.Check.Unit, finding.Where, finding.Minutes, finding.Samples,
        finding.NeedsWork ? finding.Check.Advice : null);
}

/// <summary>A bot's scores over time.</summary>
/// <param name="Points">Oldest first; where nothing is known there is none.</param>
internal sealed record HealthHistoryShape(DateTimeOffset From, DateTimeOffset To, int StepSeconds, IReadOnlyList<HealthPointShape> Points);

/// <summary>The average scores of a step; null: unknown.</summary>
/// <param name="Overall">All together.</param>
/// <param name="Cpu">The component.</param>
/// <param name="Memory">The component.</param>
/// <param name="Network">The component.</param>
/// <param name="Discord">The component.</param>
/// <param name="Commands">The component.</param>
internal sealed record HealthPointShape(
    DateTimeOffset T, double? Overall, double? Cpu, double? Memory, double? Network, double? Discord, double? Commands);

/// <summary>The report of the source document, in its own names.</summary>
/// <param name="Event">comprehensive_health_report.</param>
/// <param name="Timestamp">When the scores were made.</param>
/// <param name="Data">What it reports.</param>
internal sealed record HealthReportShape(string Event, DateTimeOffset Timestamp, HealthReportBody Data)
{
    public static HealthReportShape Of(HealthReport report) => new(report.Event, report.Timestamp, new HealthReportBody(
        report.Overall, report.Components, report.Trends, report.Recommendations));
}

/// <summary>What a health report reports.</summary>
/// <param name="Recommendations">What to do, the most expensive first; of what costs less than 10 points nothing is said.</param>
internal sealed record HealthReportBody(
    [property: JsonPropertyName("overall_health")] OverallHealth OverallHealth,
    [property: JsonPropertyName("component_health")] IReadOnlyDictionary<string, ComponentHealth> ComponentHealth,
    [property: JsonPropertyName("performance_trends")] IReadOnlyDictionary<string, string> PerformanceTrends,
    [property: JsonPropertyName("recommendations")] IReadOnlyList<string> Recommendations);
