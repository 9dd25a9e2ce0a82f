using BotPerf.Web.Alerts;
using BotPerf.Web.HealthScores;

namespace BotPerf.Tests.HealthScores;

/// <summary>The arithmetic of docs/scoring.md: each case names its own.</summary>
public sealed class HealthScorerTests
{
    private const double Mebibyte = 1024 * 1024;
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("35 is half of 70: free", 70.0, 85.0, 35.0, 0.0)]
    [InlineData("25 × (52.5 − 35) / (70 − 35) = 12.5", 70.0, 85.0, 52.5, 12.5)]
    [InlineData("25 × (70 − 35) / 35 = 25", 70.0, 85.0, 70.0, 25.0)]
    [InlineData("25 + 50 × (76 − 70) / (85 − 70) = 45", 70.0, 85.0, 76.0, 45.0)]
    [InlineData("25 + 50 × (85 − 70) / 15 = 75", 70.0, 85.0, 85.0, 75.0)]
    [InlineData("25 + 50 × (91 − 70) / 15 = 95", 70.0, 85.0, 91.0, 95.0)]
    [InlineData("25 + 50 × (100 − 70) / 15 = 125, at most 100", 70.0, 85.0, 100.0, 100.0)]
    [InlineData("without a critical threshold: 25 × (150 − 50) / 50 = 50", 100.0, null, 150.0, 50.0)]
    [InlineData("without a critical threshold: at most 50", 100.0, null, 1_000.0, 50.0)]
    public void Points_OfAFigure_AreThose(string arithmetic, double warning, double? critical, double value, double points)
    {
        Assert.NotEmpty(arithmetic);
        Assert.Equal(points, ScoreCurve.Of(warning, critical).Points(value), 9);
    }

    [Fact]
    public void Points_OfEveryCheck_RiseWithoutAJump()
    {
        foreach (var check in HealthChecks.All)
        {
            var end = (check.Curve.Critical ?? check.Curve.Warning) * 2;
            var (last, step) = (0.0, end / 10_000);
            for (var value = 0.0; value < end; value += step)
            {
                var points = check.Curve.Points(value);
                Assert.InRange(points - last, 0, 0.5);
                last = points;
            }
        }
    }

    [Theory]
    [InlineData("CPU: 100 − 25 = 75", HealthComponent.Cpu, 75)]
    [InlineData("memory: 100 − 45 − 25/2 = 42.5", HealthComponent.Memory, 42.5)]
    [InlineData("network: 100 − 0 = 100", HealthComponent.Network, 100)]
    [InlineData("Discord: 100 − 75 = 25", HealthComponent.Discord, 25)]
    [InlineData("commands: 100 − 50 − 25/2 − 0 = 37.5", HealthComponent.Commands, 37.5)]
    public void Score_OfAComponent_IsWhatItsDeductionsLeave(string arithmetic, HealthComponent component, double score)
    {
        Assert.NotEmpty(arithmetic);
        var part = HealthScorer.Score(Evidence(Figures), Now, null)[component];

        Assert.Equal(score, part.Score);
        Assert.Equal(100 - score, part.Deductions.Sum(finding => finding.Points), 6);
        Assert.Equal(HealthBands.Of(score), part.Band);
    }

    [Theory]
    [InlineData("(30×100 + 25×100 + 15×100 + 15×100 + 15×100) / 100 = 100", 100.0, 100.0, 100.0, 100.0, 100.0, 100.0)]
    [InlineData("(15×75 + 15×100 + 15×100 + 25×100 + 30×100) / 100 = 96.25, one decimal: 96.2", 75.0, 100.0, 100.0, 100.0, 100.0, 96.2)]
    [InlineData("only CPU and commands known: (15×75 + 30×90) / 45 = 85", 75.0, null, null, null, 90.0, 85.0)]
    [InlineData("(15×0 + 85×100) / 100 = 85, held down to 0 + 25 = 25", 0.0, 100.0, 100.0, 100.0, 100.0, 25.0)]
    [InlineData("(25×20 + 75×100) / 100 = 80, held down to 20 + 25 = 45", 100.0, 100.0, 100.0, 20.0, 100.0, 45.0)]
    [InlineData("only one known: 60", null, null, 60.0, null, null, 60.0)]
    public void Score_Overall_IsTheWeightedMeanOfWhatIsKnown(
        string arithmetic, double? cpu, double? memory, double? network, double? discord, double? commands, double overall)
    {
        Assert.NotEmpty(arithmetic);
        var figures = new List<Measured>();
        Add(cpu, HealthChecks.ProcessCpu);
        Add(memory, HealthChecks.SystemMemory);
        Add(network, HealthChecks.Probe);
        Add(discord, HealthChecks.Gateway);
        Add(commands, HealthChecks.ErrorRate);

        var score = HealthScorer.Score(Evidence(figures), Now, null);

        Assert.Equal(overall, score.Score);
        Assert.Equal(HealthBands.Of(overall), score.Band);

        void Add(double? wanted, HealthCheck check)
        {
            if (wanted is { } known)
                figures.Add(Figure(check, ValueOf(check.Curve, 100 - known)));
        }
    }

    [Fact]
    public void Score_BotWithoutGateway_IsUnknownThereAndNotPunished()
    {
        var with = HealthScorer.Score(Evidence([Figure(HealthChecks.ProcessCpu, 10), Figure(HealthChecks.ErrorRate, 0), Figure(HealthChecks.Gateway, 0.05)]), Now, null);
        var without = HealthScorer.Score(Evidence([Figure(HealthChecks.ProcessCpu, 10), Figure(HealthChecks.ErrorRate, 0)]), Now, null);

        Assert.Equal((null, HealthBand.Unknown), (without[HealthComponent.Discord].Score, without[HealthComponent.Discord].Band));
        Assert.Equal("No gateway figures come from it.", without[HealthComponent.Discord].Unknown);
        Assert.Equal(100, with.Score);
        Assert.Equal(100, without.Score);
    }

    [Fact]
    public void Score_ComponentThatIsCritical_IsNotAveragedAway()
    {
        var score = HealthScorer.Score(
            Evidence([Figure(HealthChecks.ProcessCpu, 100), Figure(HealthChecks.ErrorRate, 0), Figure(HealthChecks.Gateway, 0), Figure(HealthChecks.Probe, 0)]), Now, null);

        Assert.Equal(25, score.Score);
        Assert.Equal(HealthBand.Poor, score.Band);
        Assert.Equal(HealthComponent.Cpu, score.HeldBy);
    }

    [Fact]
    public void Score_WithoutEvidence_IsUnknownAndNeitherGoodNorBad()
    {
        var score = HealthScorer.Score(new HealthEvidence([], 7), Now, null);

        Assert.Null(score.Score);
        Assert.Equal(HealthBand.Unknown, score.Band);
        Assert.All(score.Parts, part => Assert.Null(part.Score));
        Assert.Equal("Only 7 of the 20 executions that a score needs, in an hour.", score[HealthComponent.Commands].Unknown);
    }

    [Fact]
    public void Score_SeveralInstances_TakesTheWorstOfEachCheck()
    {
        var score = HealthScorer.Score(Evidence(
            [Figure(HealthChecks.ProcessCpu, 20) with { Where = "a" }, Figure(HealthChecks.ProcessCpu, 85) with { Where = "b" }]), Now, null);

        var finding = Assert.Single(score[HealthComponent.Cpu].Findings);
        Assert.Equal(("b", 75), (finding.Where, finding.Points));
        Assert.Equal("85 % on average over 5 min on b; warns at 70 %, critical at 85 %; 100 samples", HealthWords.Evidence(finding));
    }

    [Theory]
    [InlineData("no limit: warns at 500 MiB, 25 × (375 − 250) / 250 = 12.5", null, 375, 12.5)]
    [InlineData("8 GiB: critical at 7,372.8 MiB, 25 + 50 × (3,936.4 − 500) / 6,872.8 = 50", 8_192, 3_936.4, 50)]
    [InlineData("256 MiB: warns at 192, critical at 230.4: 25 + 50 × (230.4 − 192) / 38.4 = 75", 256, 230.4, 75)]
    public void MemoryCurve_WithALimit_IsCriticalAtNineTenthsOfIt(string arithmetic, int? limit, double mebibytes, double points)
    {
        Assert.NotEmpty(arithmetic);
        Assert.Equal(points, HealthChecks.MemoryCurve(limit * Mebibyte).Points(mebibytes * Mebibyte), 6);
    }

    [Theory]
    [InlineData("process_cpu", "cpu")]
    [InlineData("system_cpu", "system_cpu")]
    [InlineData("event_loop_lag", "event_loop_lag")]
    [InlineData("process_memory", "memory_high")]
    [InlineData("system_memory", "system_memory")]
    [InlineData("network_probe", "probe_slow")]
    [InlineData("gateway_latency", "gateway_latency")]
    [InlineData("rate_limit", "rate_limit")]
    [InlineData("error_rate", "error_rate")]
    [InlineData("command_duration", "command_slow")]
    [InlineData("command_ack", "command_deadline")]
    public void Checks_WhereThereIsAPreset_HaveTheThresholdsOfTheDefaultRule(string check, string rule)
    {
        var curve = HealthChecks.All.Single(one => one.Key == check).Curve;
        var levels = DefaultRules.Find(rule)!.Levels;

        Assert.Equal(levels[0].Threshold, curve.Warning);
        Assert.Equal(levels.Count > 1 ? levels[1].Threshold : null, curve.Critical);
    }

    private static List<Measured> Figures =>
    [
        Figure(HealthChecks.ProcessCpu, 70), Figure(HealthChecks.SystemCpu, 20),
        Figure(HealthChecks.SystemMemory, 0.81), Figure(HealthChecks.ProcessMemory, 500 * Mebibyte),
        Figure(HealthChecks.Probe, 0.3), Figure(HealthChecks.Gateway, 0.5),
        Figure(HealthChecks.ErrorRate, 0.075), Figure(HealthChecks.Duration, 1), Figure(HealthChecks.Acknowledgement, 0.4),
    ];

    private static HealthEvidence Evidence(IReadOnlyList<Measured> figures) => new(figures, 100);

    private static Measured Figure(HealthCheck check, double value) => new(check, value, check.Curve, "", 5, 100);

    /// <summary>The value that costs so many points.</summary>
    private static double ValueOf(ScoreCurve curve, double points) => points <= 25
        ? curve.Free + (curve.Warning - curve.Free) * points / 25
        : curve.Warning + (curve.Critical!.Value - curve.Warning) * (points - 25) / 50;
}
