using BotPerf.Web.HealthScores;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.HealthScores;

public sealed class HealthReportTests
{
    private static readonly DateTimeOffset Now = new(2025, 9, 24, 10, 35, 0, TimeSpan.Zero);

    [Fact]
    public void Build_OfABotInTrouble_TellsScoresTrendsAndWhatToDoTheWorstFirst()
    {
        var score = HealthScorer.Score(new HealthEvidence(
        [
            Figure(HealthChecks.ProcessCpu, 85), Figure(HealthChecks.ErrorRate, 0.05), Figure(HealthChecks.Gateway, 0.12),
        ], 100), Now, null);
        var direction = new HealthDirection(HealthTrend.Worse, [HealthTrend.Worse, HealthTrend.Unknown, HealthTrend.Unknown, HealthTrend.Stable, HealthTrend.Better]);

        var report = HealthReportBuilder.Build(new BotHealth(new BotId(1), "Aurora", score, direction));

        Assert.Equal(("comprehensive_health_report", Now), (report.Event, report.Timestamp));
        Assert.Equal((50, "fair"), (report.Overall.Score, report.Overall.Status));
        Assert.StartsWith("Held down by CPU", report.Overall.Reason, StringComparison.Ordinal);
        Assert.Equal(["cpu", "memory", "network", "discord", "commands"], report.Components.Keys);
        Assert.Equal((25, "poor"), (report.Components["cpu"].Score, report.Components["cpu"].Status));
        Assert.Equal((null, "unknown", "No memory figures come from it."), (report.Components["memory"].Score, report.Components["memory"].Status, report.Components["memory"].Reason));
        Assert.Equal("−75 CPU of the process: 85 % on average over 5 min; warns at 70 %, critical at 85 %; 30 samples", Assert.Single(report.Components["cpu"].Deductions));
        Assert.Equal(["increasing", "increasing", "unknown", "unknown", "stable", "decreasing"], report.Trends.Values);

        Assert.Equal(
            ["CPU −75: CPU of the process", "Commands −25: Error rate", "Discord −5: Gateway latency"],
            HealthNews.Message(score)!.Deductions!.Select(text => text.Split(',')[0]));

        // What costs less than ten points is told, and nothing has to be done about it.
        Assert.Single(report.Components["discord"].Deductions);
        Assert.Equal(["CPU of the process", "Error rate"], report.Recommendations.Select(text => text.Split(':')[0]));
    }

    private static Measured Figure(HealthCheck check, double value) => new(check, value, check.Curve, "", 5, 30);
}
