using BotPerf.Client;
using BotPerf.Client.Alerting;
using BotPerf.Client.Healing;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class LocalAlertTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ThresholdOptions s_options = new();

    [Theory]
    [InlineData(MetricNames.CommandDuration, 1.001, "command_execution", 1001)]
    [InlineData(MetricNames.MessageDuration, 0.501, "message_processing", 501)]
    [InlineData(MetricNames.QueryDuration, 0.201, "database_query", 201)]
    [InlineData(MetricNames.HeapBytes, 524_288_001, "memory_heap", 524_288_001)]
    [InlineData(MetricNames.CpuPercent, 80.5, "cpu_usage", 80.5)]
    [InlineData(MetricNames.EventLoopLag, 0.101, "event_loop_lag", 101)]
    [InlineData(MetricNames.WebSocketLatency, 0.501, "websocket_latency", 501)]
    public void Evaluate_JustAboveTheStandardThreshold_IsABreach(string metric, double value, string kind, double shown)
    {
        var seen = Assert.Single(ThresholdEvaluator.Evaluate(Figures(new Figure(metric, "x", 1, value, value)), s_options));

        Assert.True(seen.IsBreach);
        Assert.Equal(kind, seen.Kind);
        Assert.Equal(shown, seen.Value, 1e-6);
        Assert.Equal(AlertSeverity.Warning, seen.Severity);
    }

    [Fact]
    public void Evaluate_ThresholdOff_SeesNothing() => Assert.Empty(ThresholdEvaluator.Evaluate(
        Figures(new Figure(MetricNames.CommandDuration, "help", 1, 9, 9)), new ThresholdOptions { CommandExecution = null }));

    [Fact]
    public void Book_BreachThatGoesOn_IsOneAlertThatRisesAndIsResolved()
    {
        var book = new AlertBook(TimeSpan.FromMinutes(5), new ManualClock());

        var raised = Assert.Single(book.Take([Slow(1_500)], s_noon));
        Assert.Empty(book.Take([Slow(1_600)], s_noon.AddSeconds(1)));
        var worse = Assert.Single(book.Take([Slow(6_000)], s_noon.AddSeconds(2)));
        var over = Assert.Single(book.Take([Slow(200)], s_noon.AddSeconds(3)));

        Assert.Equal((AlertState.Open, AlertSeverity.Warning), (raised.State, raised.Severity));
        Assert.Equal((raised.Id, AlertSeverity.Critical), (worse.Id, worse.Severity));
        Assert.Equal((raised.Id, AlertState.Resolved, 6_000), (over.Id, over.State, over.Value));
        Assert.Single(book.All);
    }

    [Fact]
    public void Book_BreachWithinTheCooldown_IsNotRaisedAgain()
    {
        var clock = new ManualClock();
        var book = new AlertBook(TimeSpan.FromMinutes(5), clock);
        book.Take([Slow(1_500)], s_noon);
        book.Take([Slow(200)], s_noon);

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(book.Take([Slow(1_500)], s_noon));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(book.Take([Slow(1_500)], s_noon));
    }

    [Fact]
    public void Book_MoreThanItHolds_ForgetsTheResolvedFirst()
    {
        var book = new AlertBook(TimeSpan.Zero, new ManualClock());
        for (var i = 0; i < 150; i++)
            book.Take([Slow(1_500) with { Target = $"c{i}" }], s_noon.AddSeconds(i));
        book.Take([Slow(1) with { Target = "c149" }], s_noon.AddMinutes(5));
        book.Take([Slow(1_500) with { Target = "new" }], s_noon.AddMinutes(5));

        Assert.Equal(AlertBook.Most, book.All.Count);
        Assert.DoesNotContain(book.All, alert => alert.Target == "c149");
        Assert.Contains(book.All, alert => alert.Target == "c50");
    }

    [Fact]
    public void Book_AlertOfTheServer_IsListedAndNotAcknowledgedHere()
    {
        var book = new AlertBook(TimeSpan.Zero, new ManualClock());
        book.FromServer(Message("open"));
        var acknowledged = book.FromServer(Message("acknowledged"));

        Assert.False(book.Acknowledge("7"));
        Assert.Equal((AlertOrigin.Server, AlertState.Acknowledged, AlertSeverity.High), (acknowledged.Origin, acknowledged.State, acknowledged.Severity));
        Assert.Single(book.All);
        book.FromServer(Message("cleared"));
        Assert.Empty(book.All);
    }

    [Fact]
    public void Book_Clear_TakesOnlyWhatIsOldEnough()
    {
        var clock = new ManualClock(s_noon);
        var book = new AlertBook(TimeSpan.Zero, clock);
        book.Take([Slow(1_500)], s_noon);
        book.Take([Slow(1_500) with { Target = "ping" }], s_noon.AddMinutes(9));
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(1, book.Clear(TimeSpan.FromMinutes(10)));
        Assert.Equal("ping", Assert.Single(book.All).Target);
    }

    [Fact]
    public void Book_FigureThatComesNoMore_ResolvesItsAlertAfterFiveMinutes()
    {
        var clock = new ManualClock();
        var book = new AlertBook(TimeSpan.FromMinutes(5), clock);
        var raised = Assert.Single(book.Take([Slow(1_500)], s_noon));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(book.Take([Slow(1_400)], s_noon));

        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Empty(book.Take([], s_noon));
        clock.Advance(TimeSpan.FromSeconds(1));
        var over = Assert.Single(book.Take([], s_noon.AddMinutes(6)));

        Assert.Equal((raised.Id, AlertState.Resolved, s_noon.AddMinutes(6)), (over.Id, over.State, over.ResolvedAt));
        Assert.Equal(0, book.Active(AlertSeverity.Warning));
    }

    [Fact]
    public void Book_AcknowledgedAlert_StaysActiveUntilItIsOver()
    {
        var book = new AlertBook(TimeSpan.Zero, new ManualClock());
        var raised = Assert.Single(book.Take([Slow(1_500)], s_noon));

        Assert.True(book.Acknowledge(raised.Id));
        Assert.Equal(1, book.Active(AlertSeverity.Warning));
        book.Take([Slow(200)], s_noon.AddSeconds(1));
        Assert.Equal(0, book.Active(AlertSeverity.Warning));
    }

    [Fact]
    public void Book_MoreTargetsThanItRemembers_RaisesNoneTwiceWithinTheCooldown()
    {
        var book = new AlertBook(TimeSpan.FromMinutes(5), new ManualClock());
        var all = Enumerable.Range(0, 1_500).Select(i => Slow(1_500) with { Target = $"c{i}" }).ToList();

        var raised = Enumerable.Range(0, 60).SelectMany(second => book.Take(all, s_noon.AddSeconds(second))).ToList();

        Assert.Equal(1_000, raised.Count);
        Assert.Equal(1_000, raised.DistinctBy(alert => alert.Target).Count());
    }

    [Theory]
    [InlineData("CRITICAL", AlertSeverity.Critical)]
    [InlineData("0", AlertSeverity.Warning)]
    [InlineData("17", AlertSeverity.Warning)]
    [InlineData("info, critical", AlertSeverity.Warning)]
    [InlineData(null, AlertSeverity.Warning)]
    public void Book_SeverityOfTheServer_IsOneOfItsWords(string? severity, AlertSeverity taken) => Assert.Equal(
        taken, new AlertBook(TimeSpan.Zero, new ManualClock()).FromServer(Message("open") with { Severity = severity! }).Severity);

    [Fact]
    public void SlowCommands_OfAThousandNames_AreAtMostAHundredLinesAMinute()
    {
        var logger = new ListLogger();
        var log = new SlowCommandLog(logger);
        var all = Enumerable.Range(0, 1_000).Select(i => Slow(1_500) with { Target = $"c{i}" }).ToList();

        for (var second = 0; second < 60; second++)
            log.Take(all, s_noon.AddSeconds(second));
        Assert.Equal(100, logger.Lines.Count);

        log.Take([Slow(1_500)], s_noon.AddMinutes(1));
        Assert.Equal(101, logger.Lines.Count);
    }

    [Fact]
    public void HealingPlan_BreachesInARow_StartTheHealerOnceAndThenItRests()
    {
        var plan = new HealingPlan(new HealingOptions { Automatic = true });
        var started = new List<int>();
        for (var second = 0; second <= 600; second++)
        {
            foreach (var (healer, reason) in plan.Take(Heap(600, second)))
            {
                Assert.Equal(("memory", "heap 600 MiB"), (healer, reason));
                started.Add(second);
            }
        }

        Assert.Equal([90, 390], started);
    }

    [Fact]
    public void HealingPlan_ClockThatWentBack_StartsItsHealersAllTheSame()
    {
        var plan = new HealingPlan(new HealingOptions { Automatic = true, ConsecutiveBreaches = 1 });
        Assert.Single(Enumerable.Range(0, 31).SelectMany(second => plan.Take(Heap(600, second))));

        Assert.NotEmpty(Enumerable.Range(-86_400, 61).SelectMany(second => plan.Take(Heap(600, second))));
    }

    [Fact]
    public void HealingPlan_NotSwitchedOn_StartsNothing()
    {
        var plan = new HealingPlan(new HealingOptions());

        Assert.Empty(Enumerable.Range(0, 600).SelectMany(second => plan.Take(Heap(5_000, second))));
    }

    [Fact]
    public void Thresholds_WrongValues_AreToldAndTheDefaultIsUsed()
    {
        var problems = new List<string>();
        var settings = new ThresholdSettings(
            new ThresholdOptions { CpuUsage = -1, DatabaseQuery = double.NaN, CommandExecution = null },
            new HealingOptions { ErrorRate = 101, ConsecutiveBreaches = 0 }, problems.Add);

        Assert.Equal((80.0, 200.0, null), (settings.Alerts.CpuUsage, settings.Alerts.DatabaseQuery, settings.Alerts.CommandExecution));
        Assert.Equal((5.0, 3), (settings.Healing.ErrorRate, settings.Healing.ConsecutiveBreaches));
        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("Thresholds:CpuUsage is -1; it must be more than 0", StringComparison.Ordinal));
    }

    private static Observation Slow(double milliseconds) => new("command_execution", "help", milliseconds, 1_000, "ms");

    private static AlertMessage Message(string state) => new(
        "7", "cpu", "CPU too high", "high", state, "Aurora", "one", 91.5, 85, s_noon, null, null, null, null);

    private static IntervalFigures Heap(double mebibytes, int second) => new(
        s_noon.AddSeconds(second), [new Figure(MetricNames.HeapBytes, "", 1, mebibytes * 1048576, mebibytes * 1048576)], new Sketch());

    private static IntervalFigures Figures(params Figure[] figures) => new(s_noon, figures, new Sketch());
}
