using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Alerts;

[UnsupportedOSPlatform("windows")]
public sealed class AlertEngineTests : IAsyncLifetime, IDisposable
{
    private static readonly Dictionary<string, double> Calm = new() { [MetricNames.CpuPercent] = 10, [MetricNames.WebSocketLatency] = 0.05 };
    private static readonly Dictionary<string, double> SlowGateway = new() { [MetricNames.CpuPercent] = 10, [MetricNames.WebSocketLatency] = 0.3 };
    private static readonly Dictionary<string, double> DeadGateway = new() { [MetricNames.CpuPercent] = 10, [MetricNames.WebSocketLatency] = 0.9 };

    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private AlertServer _server = null!;
    private BotId _bot;

    public async Task InitializeAsync()
    {
        _server = await AlertServer.StartAsync(new DataFolder(_temp.File("data")), _clock);
        _bot = await _server.AddBotAsync("Aurora");
        await _server.AddLogChannelAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Gauge_AboveItsThreshold_IsPendingThenOpenThenWorseThenOver()
    {
        await RunAsync(30, SlowGateway);
        var pending = Assert.Single(await _server.AlertsAsync());
        await RunAsync(40, SlowGateway);
        var open = Assert.Single(await _server.AlertsAsync());
        await RunAsync(70, DeadGateway);
        var worse = Assert.Single(await _server.AlertsAsync());
        await RunAsync(90, Calm);
        var over = Assert.Single(await _server.AlertsAsync());

        Assert.Equal((AlertLifeState.Pending, "default"), (pending.State, pending.Target.Text));
        Assert.Equal((AlertLifeState.Open, AlertSeverity.Warning, 0.3, 0.2), (open.State, open.Severity, open.Value, open.Threshold));
        Assert.Equal((AlertSeverity.Critical, 0.9, 0.5), (worse.Severity, worse.Value, worse.Threshold));
        Assert.Equal((AlertLifeState.Resolved, AlertLife.ByItself, 0.9), (over.State, over.ResolvedBy, over.WorstValue));
        Assert.Single(new[] { pending.Id, open.Id, worse.Id, over.Id }.Distinct());
        Assert.Equal(["opened", "told", "worsened", "told", "resolved"], await _server.HistoryAsync(over.Id));
    }

    [Fact]
    public async Task Breach_ThatEndsBeforeItsTime_LeavesNothing()
    {
        await RunAsync(50, SlowGateway);
        await RunAsync(10, Calm);

        Assert.Empty(await _server.AlertsAsync());
        Assert.Empty(await _server.MessagesAsync());
    }

    [Fact]
    public async Task SlowCommand_OfMany_IsTheOnlyTarget()
    {
        await _server.RunAsync(TimeSpan.FromSeconds(150), _ =>
        {
            _server.Frame(_bot, gauges: Calm, commandSeconds: [0.1, 0.2]);
            _server.Frame(_bot, gauges: Calm, commandSeconds: [0.1, 0.2, 0.3, 6.0], command: "imagine");
        });

        var alert = Assert.Single(await _server.AlertsAsync());
        Assert.Equal(("Slow command", "imagine", AlertSeverity.Critical), (alert.RuleName, alert.Target.Text, alert.Severity));
        Assert.InRange(alert.Value!.Value, 5.94, 6.06);
    }

    [Fact]
    public async Task ErrorRate_OfFewExecutions_IsNoEvidence()
    {
        await _server.RunAsync(TimeSpan.FromMinutes(4), now =>
            _server.Frame(_bot, gauges: Calm, commandSeconds: now.Second == 0 ? [0.1] : null, errors: now.Second == 0 ? 1 : 0));
        var few = await _server.AlertsAsync();

        await _server.RunAsync(TimeSpan.FromMinutes(4), _ =>
            _server.Frame(_bot, gauges: Calm, commandSeconds: [0.1, 0.1, 0.1, 0.1], errors: 1));

        Assert.Empty(few);
        Assert.Equal(("Error rate", AlertSeverity.Critical), (await _server.AlertsAsync()) is [var alert] ? (alert.RuleName, alert.Severity) : default);
    }

    [Fact]
    public async Task Silence_OfABot_IsAnAlertThatRisesAndEndsWithItsReturn()
    {
        await RunAsync(20, Calm);
        await _server.RunAsync(TimeSpan.FromSeconds(40), _ => { });
        var late = Assert.Single(await _server.AlertsAsync(AlertLifeState.Open));
        await _server.RunAsync(TimeSpan.FromSeconds(90), _ => { });
        var gone = Assert.Single(await _server.AlertsAsync(AlertLifeState.Open));
        await RunAsync(30, Calm);

        Assert.Equal(("Offline", AlertSeverity.Warning), (late.RuleName, late.Severity));
        Assert.Equal(AlertSeverity.Critical, gone.Severity);
        Assert.Equal(AlertLifeState.Resolved, Assert.Single(await _server.AlertsAsync()).State);
    }

    [Fact]
    public async Task Restart_WhileABotIsOffline_KeepsItsAlertAndRaisesNoOther()
    {
        await RunAsync(20, Calm);
        await _server.RunAsync(TimeSpan.FromMinutes(3), _ => { });
        var before = Assert.Single(await _server.AlertsAsync(AlertLifeState.Open));
        _clock.Advance(TimeSpan.FromMinutes(30));
        _server = await _server.RestartAsync();
        Silent();

        await _server.RunAsync(TimeSpan.FromMinutes(5), _ => { });

        Assert.Equal(before.Id, Assert.Single(await _server.AlertsAsync()).Id);
        Assert.Equal(AlertLifeState.Open, Assert.Single(await _server.AlertsAsync()).State);
    }

    [Fact]
    public async Task Restart_AfterALongNight_TakesItsOwnAbsenceForNobodysSilence()
    {
        await RunAsync(20, Calm);
        _clock.Advance(TimeSpan.FromMinutes(20));
        _server = await _server.RestartAsync();
        Silent();

        await RunAsync(60, Calm);

        Assert.Empty(await _server.AlertsAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(30)]
    [InlineData(35)]
    [InlineData(40)]
    [InlineData(45)]
    [InlineData(50)]
    [InlineData(55)]
    [InlineData(60)]
    public async Task Restart_AtASecondOfFor_IsToldOnce(int second)
    {
        await RunAsync(second, SlowGateway);
        _server = await _server.RestartAsync();
        await RunAsync(300, SlowGateway);

        var alert = Assert.Single(await _server.AlertsAsync());
        Assert.Equal(AlertLifeState.Open, alert.State);
        Assert.InRange((alert.OpenedAt!.Value - alert.StartedAt).TotalSeconds, 60, 70);
        Assert.Single(await _server.MessagesAsync());
    }

    [Fact]
    public async Task Sleep_OfTheMachine_IsNobodysSilence()
    {
        await RunAsync(20, Calm);
        _clock.Advance(TimeSpan.FromHours(8));
        await _server.LookAsync();
        await RunAsync(60, Calm);

        Assert.Empty(await _server.AlertsAsync());
    }

    [Fact]
    public async Task Sleep_WhileABreachHadBegun_BeginsItAnew()
    {
        await RunAsync(50, SlowGateway);
        _clock.Advance(TimeSpan.FromHours(1));
        await _server.LookAsync();
        await RunAsync(30, SlowGateway);
        var early = await _server.AlertsAsync(AlertLifeState.Open);
        await RunAsync(60, SlowGateway);

        Assert.Empty(early);
        Assert.Equal("Gateway latency", Assert.Single(await _server.AlertsAsync(AlertLifeState.Open)).RuleName);
    }

    [Fact]
    public async Task Goodbye_OfABot_IsNoOutage()
    {
        await RunAsync(20, Calm);
        foreach (var instance in _server.Get<LiveStore>().Instances)
            instance.Remember(new LifecycleMark(_server.Now, "default", "stop", ""));

        await _server.RunAsync(TimeSpan.FromMinutes(5), _ => { });

        Assert.Empty(await _server.AlertsAsync());
    }

    [Fact]
    public async Task Absence_OfAMetricThatWasThere_IsAnAlertUntilItIsBack()
    {
        await _server.Get<RuleBook>().AddAsync("Gateway is told", true, new RuleDefinition
        {
            Metric = MetricNames.WebSocketLatency, Aggregation = Aggregation.Last, Condition = Condition.Absent,
            Levels = [new AlertLevel(AlertSeverity.High, 0)], ForSeconds = 60,
        }, "a test", CancellationToken.None);
        await RunAsync(30, Calm);
        await RunAsync(300, new() { [MetricNames.CpuPercent] = 10 });
        var absent = Assert.Single(await _server.AlertsAsync());
        await RunAsync(90, Calm);

        Assert.Equal((AlertLifeState.Open, AlertSeverity.High, "default"), (absent.State, absent.Severity, absent.Target.Text));
        Assert.Equal(AlertLifeState.Resolved, Assert.Single(await _server.AlertsAsync()).State);
    }

    private Task RunAsync(int seconds, Dictionary<string, double> gauges) =>
        _server.RunAsync(TimeSpan.FromSeconds(seconds), _ => _server.Frame(_bot, gauges: gauges));

    // The instance is known to a server that starts, as the catalog would have it.
    private void Silent() => _server.Know(_bot, _clock.GetUtcNow().AddMinutes(-21));
}
