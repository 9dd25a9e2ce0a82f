using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Alerts;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Alerts;

public sealed class RuleValidatorTests
{
    private static readonly RuleDefinition Good = new()
    {
        Metric = MetricNames.CommandDuration,
        Aggregation = Aggregation.P95,
        WindowMinutes = 5,
        Per = LabelNames.Command,
        Levels = [new AlertLevel(AlertSeverity.Warning, 1), new AlertLevel(AlertSeverity.Critical, 5)],
        ForSeconds = 120,
        Bots = [1],
    };

    private static readonly Dictionary<string, SeriesKind> Kinds = new()
    {
        [MetricNames.CommandDuration] = SeriesKind.Histogram,
        [MetricNames.CommandErrors] = SeriesKind.Counter,
        [MetricNames.RssBytes] = SeriesKind.Gauge,
        [MetricNames.MemoryLimit] = SeriesKind.Gauge,
    };

    public static IEnumerable<object[]> Wrong => Cases.Select(one => new object[] { one.Key, one.Value.Field });

    private static Dictionary<string, (string Field, Func<RuleDefinition, RuleDefinition> Change)> Cases { get; } = new()
    {
        ["no metric"] = ("metric", rule => rule with { Metric = null }),
        ["a metric too long"] = ("metric", rule => rule with { Metric = new string('x', 201) }),
        ["a metric with a line feed"] = ("metric", rule => rule with { Metric = "a\nb" }),
        ["a percentile of a gauge"] = ("aggregation", rule => rule with { Metric = MetricNames.RssBytes, Per = null }),
        ["a percentile of a counter"] = ("aggregation", rule => rule with { Metric = MetricNames.CommandErrors }),
        ["the newest value of a histogram"] = ("aggregation", rule => rule with { Aggregation = Aggregation.Last }),
        ["a rate of a gauge"] = ("aggregation", rule => rule with { Metric = MetricNames.RssBytes, Per = null, Aggregation = Aggregation.Rate }),
        ["growth within a minute"] = ("windowMinutes", rule => rule with { Metric = MetricNames.RssBytes, Per = null, Aggregation = Aggregation.Growth, WindowMinutes = 1 }),
        ["targets per label of a gauge"] = ("per", rule => rule with { Metric = MetricNames.RssBytes, Aggregation = Aggregation.Last }),
        ["a ratio of nothing"] = ("over", rule => rule with { Aggregation = Aggregation.Ratio }),
        ["a ratio of too much"] = ("over", rule => rule with { Aggregation = Aggregation.Ratio, Over = [.. Enumerable.Repeat(MetricNames.CommandErrors, 9)] }),
        ["a ratio of a count by a gauge"] = ("over", rule => rule with { Aggregation = Aggregation.Ratio, Over = [MetricNames.RssBytes] }),
        ["a divisor without a ratio"] = ("over", rule => rule with { Over = [MetricNames.CommandErrors] }),
        ["what is left of no ratio"] = ("complement", rule => rule with { Complement = true }),
        ["no window"] = ("windowMinutes", rule => rule with { WindowMinutes = 0 }),
        ["a long window"] = ("windowMinutes", rule => rule with { WindowMinutes = 16 }),
        ["a window below zero"] = ("minCount", rule => rule with { MinCount = -1 }),
        ["no level"] = ("levels", rule => rule with { Levels = [] }),
        ["five levels"] = ("levels", rule => rule with { Levels = [.. Enumerable.Range(0, 5).Select(i => new AlertLevel(AlertSeverity.Info, i))] }),
        ["levels that fall"] = ("levels[1].threshold", rule => rule with { Levels = [new(AlertSeverity.Warning, 5), new(AlertSeverity.Critical, 1)] }),
        ["levels that rise for a low figure"] = ("levels[1].threshold", rule => rule with { Condition = Condition.Lt }),
        ["levels as bad as each other"] = ("levels[1].severity", rule => rule with { Levels = [new(AlertSeverity.High, 1), new(AlertSeverity.High, 5)] }),
        ["a threshold that is no number"] = ("levels[0].threshold", rule => rule with { Levels = [new(AlertSeverity.High, double.PositiveInfinity)] }),
        ["a recovery above"] = ("levels[0].recovery", rule => rule with { Levels = [new(AlertSeverity.High, 1, 1.1)] }),
        ["a recovery below a low figure"] = ("levels[0].recovery", rule => rule with { Condition = Condition.Lt, Levels = [new(AlertSeverity.High, 1, 0.9)] }),
        ["a recovery of the second level"] = ("levels[1].recovery", rule => rule with { Levels = [new(AlertSeverity.High, 1), new(AlertSeverity.Critical, 5, 4)] }),
        ["two levels of an equality"] = ("levels", rule => rule with { Condition = Condition.Eq }),
        ["a recovery of an equality"] = ("levels[0].recovery", rule => rule with { Condition = Condition.Ne, Levels = [new(AlertSeverity.High, 1, 1)] }),
        ["a for below zero"] = ("forSeconds", rule => rule with { ForSeconds = -1 }),
        ["a for of more than a day"] = ("forSeconds", rule => rule with { ForSeconds = 86_401 }),
        ["a for that is no number"] = ("forSeconds", rule => rule with { ForSeconds = double.NaN }),
        ["a long keep-firing"] = ("keepFiringSeconds", rule => rule with { KeepFiringSeconds = 86_401 }),
        ["a long cooldown"] = ("cooldownSeconds", rule => rule with { CooldownSeconds = 86_401 }),
        ["a bot that is not there"] = ("bots", rule => rule with { Bots = [1, 2] }),
        ["nine labels"] = ("labels", rule => rule with { Labels = Enumerable.Range(0, 9).ToDictionary(i => $"l{i}", _ => "x") }),
        ["an empty label"] = ("labels", rule => rule with { Labels = new Dictionary<string, string> { ["command"] = "" } }),
        ["a metric of a ready-made signal"] = ("metric", rule => rule with { Signal = SignalKind.Offline }),
        ["an anomaly of a ready-made signal"] = ("condition", rule => rule with { Signal = SignalKind.Offline, Metric = null, Condition = Condition.Anomaly }),
        ["an anomaly of the highest value"] = ("condition", rule => rule with { Aggregation = Aggregation.Max, Condition = Condition.Anomaly }),
        ["a growth of nothing"] = ("levels[0].threshold", rule => rule with { Condition = Condition.Growth, Levels = [new(AlertSeverity.High, 0)] }),
        ["a side of a plain threshold"] = ("side", rule => rule with { Side = UsualSide.Above }),
        ["absence of a ready-made signal"] = ("condition", rule => rule with { Signal = SignalKind.Offline, Metric = null, Condition = Condition.Absent, Levels = [new(AlertSeverity.High, 0)] }),
    };

    [Fact]
    public void Check_AGoodRule_HasNoProblem() => Assert.Empty(Check(Good));

    [Theory]
    [InlineData(Condition.Anomaly, UsualSide.Both)]
    [InlineData(Condition.Anomaly, UsualSide.Below)]
    [InlineData(Condition.Growth, UsualSide.Above)]
    public void Check_ARuleBesideTheUsual_HasNoProblem(Condition condition, UsualSide side) =>
        Assert.Empty(Check(Good with { Condition = condition, Side = side }));

    [Fact]
    public void Check_OneLevelOfAnAbsence_IsFine() =>
        Assert.Empty(Check(Good with { Condition = Condition.Absent, Levels = [new AlertLevel(AlertSeverity.High, 0)] }));

    [Fact]
    public void Check_AMetricNobodyHasSent_MayBeAnything() =>
        Assert.Empty(Check(Good with { Metric = "my_queue_depth", Aggregation = Aggregation.Growth, Per = null }));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_OneFieldWrong_IsNamed(string what, string field)
    {
        var problems = Check(Cases[what].Change(Good));

        Assert.Contains(field, problems.Select(problem => problem.Field));
        Assert.All(problems, problem => Assert.NotEqual("", problem.Rule));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    [InlineData("a\tb")]
    public void Check_NoName_IsNamed(string? name) => Assert.Equal("name", Assert.Single(Check(Good, name)).Field);

    [Fact]
    public void Check_LongestName_Fits()
    {
        Assert.Empty(Check(Good, new string('x', 100)));
        Assert.NotEmpty(Check(Good, new string('x', 101)));
    }

    [Fact]
    public void Check_DefaultRules_AreAllFine() =>
        Assert.All(DefaultRules.All, rule => Assert.Empty(RuleValidator.Check(rule.Name, RuleDefinition.Of(rule), _ => null, _ => true)));

    private static IReadOnlyList<RuleProblem> Check(RuleDefinition rule, string? name = "Slow") => RuleValidator.Check(
        name, rule, metric => Kinds.TryGetValue(metric, out var kind) ? kind : null, bot => bot == new BotId(1));
}
