using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;
using Google.Protobuf;

namespace BotPerf.Tests.Alerts;

/// <summary>Real frames go in; the engine looks as they come, the preview at what was stored of them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RulePreviewTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly Dictionary<string, FrameMaker> _makers = [];
    private IngestCore _core = null!;
    private AlertServer _server = null!;
    private BotId _bot;

    public async Task InitializeAsync()
    {
        var folder = new DataFolder(_temp.File("data"));
        folder.Create();
        _core = await IngestCore.OpenAsync(folder.Path, _clock);
        _server = await AlertServer.StartAsync(folder, _clock, _core);
        _bot = await _server.AddBotAsync("Aurora");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _core.DisposeAsync();
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Preview_OfWhatTheEngineSaw_SaysWhatTheEngineOpened()
    {
        var from = _server.Now;
        await RunAsync(4, slow: 0.2, gateway: 0.05, errors: 0);
        await RunAsync(9, slow: 6.0, gateway: 0.05, errors: 0);
        await RunAsync(12, slow: 0.2, gateway: 0.3, errors: 0);
        await RunAsync(12, slow: 0.2, gateway: 0.05, errors: 3);
        await RunAsync(12, slow: 0.2, gateway: 0.05, errors: 0);

        var live = (await _server.AlertsAsync()).Where(alert => alert.OpenedAt is not null).ToList();
        var replayed = new List<(string Rule, string Target, ReplayedAlert Alert)>();
        foreach (var rule in _server.Get<RuleBook>().All.Where(rule => rule.Enabled && rule.Signal.Kind == SignalKind.Metric))
        {
            var preview = await _server.Get<RulePreview>().OfAsync(rule, from, _server.Now, CancellationToken.None);
            Assert.Null(preview.CannotSay);
            replayed.AddRange(preview.Targets.SelectMany(target => target.Alerts.Select(alert => (rule.Name, target.Target.Text, alert))));
        }

        Assert.Equal(["Error rate", "Gateway latency", "Slow command"], live.Select(alert => alert.RuleName).Order());
        Assert.Equal(live.Count, replayed.Count);
        Assert.All(live, alert =>
        {
            var same = Assert.Single(replayed, one => one.Rule == alert.RuleName && one.Target == alert.Target.Text).Alert;
            Assert.Equal(alert.Severity, same.Severity);
            Assert.InRange((same.From - alert.OpenedAt!.Value).Duration(), TimeSpan.Zero, Grain);
            Assert.InRange((same.To!.Value - alert.ResolvedAt!.Value).Duration(), TimeSpan.Zero, 2 * Grain);
            // The engine writes its worst value down when something changes, the preview sees every minute.
            Assert.True(same.Worst >= alert.WorstValue * 0.9);
        });
    }

    [Fact]
    public async Task Preview_OfADraft_SuggestsAThresholdThatHardlyFires()
    {
        await RunAsync(30, slow: 0.2, gateway: 0.05, errors: 0);
        var draft = new RuleDefinition
        {
            Metric = MetricNames.CommandDuration, Aggregation = Aggregation.P95, Per = LabelNames.Command, WindowMinutes = 5,
            Levels = [new AlertLevel(AlertSeverity.Warning, 0.1)],
        }.ToRule(0, null, "draft", true);

        var preview = await _server.Get<RulePreview>().OfAsync(draft, _server.Now - RulePreview.Usual, _server.Now, CancellationToken.None);

        Assert.Equal((1, 1), (preview.Alerts, preview.Seen));
        Assert.Null(Assert.Single(preview.Targets[0].Alerts).To);
        Assert.Equal(0.25, preview.Suggestion!.Threshold);
        Assert.InRange(preview.Worst!.Values.Count(value => !double.IsNaN(value)), 1, 31);
    }

    [Theory]
    [InlineData(nameof(SignalKind.Offline))]
    [InlineData(nameof(SignalKind.SilentShard))]
    [InlineData(nameof(SignalKind.MemoryLeak))]
    public async Task Preview_OfAReadyMadeSignal_SaysThatItCannot(string kind)
    {
        var rule = DefaultRules.All.Single(one => one.Signal.Kind.ToString() == kind);

        Assert.NotNull((await _server.Get<RulePreview>().OfAsync(rule, _server.Now - Grain, _server.Now, CancellationToken.None)).CannotSay);
    }

    [Fact]
    public async Task Preview_WhereOnlyHoursAreLeft_BeginsWhereMinutesDo()
    {
        var rule = _server.Get<RuleBook>().All.Single(one => one.Key == DefaultRules.GatewayLatency);
        await RunAsync(2, slow: 0.2, gateway: 0.9, errors: 0);
        _clock.Advance(TimeSpan.FromDays(4));
        await RunAsync(2, slow: 0.2, gateway: 0.05, errors: 0);
        await _core.MakeHoursAsync();
        await _core.LetGoAsync(new KeepRule(MinuteDays: 2, HourDays: KeepRule.LeastHourDays, ExecutionDays: 2, MaxBytes: null));

        var preview = await _server.Get<RulePreview>().OfAsync(rule, _server.Now - RulePreview.Usual, _server.Now, CancellationToken.None);

        Assert.True(preview.From > _server.Now - TimeSpan.FromDays(4));
        Assert.Contains("only hours", Assert.Single(preview.Notes), StringComparison.Ordinal);
        Assert.Equal(0, preview.Alerts);
    }

    [Fact]
    public async Task Preview_Cancelled_Ends()
    {
        await RunAsync(1, slow: 0.2, gateway: 0.9, errors: 0);
        var rule = _server.Get<RuleBook>().All.Single(one => one.Key == DefaultRules.GatewayLatency);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _server.Get<RulePreview>().OfAsync(rule, _server.Now - RulePreview.Usual, _server.Now, new CancellationToken(canceled: true)));
    }

    private async Task RunAsync(int minutes, double slow, double gateway, int errors)
    {
        for (var second = 0; second < minutes * 60; second += 5)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            foreach (var instance in new[] { "east", "west" })
                await SendAsync(instance, slow, gateway, errors);
            await _core.SealAsync((_, minute) => minute < _core.NowMinute);
            await _server.LookAsync();
        }
    }

    private async Task SendAsync(string instance, double slow, double gateway, int errors)
    {
        if (!_makers.TryGetValue(instance, out var maker))
            _makers.Add(instance, maker = new FrameMaker());
        var frame = maker.Commands(_core.NowUs, "imagine", slow, slow, slow, slow);
        maker.Gauge(frame, MetricNames.WebSocketLatency, instance == "east" ? gateway : 0.05);
        if (errors > 0)
            maker.Count(frame, MetricNames.CommandErrors, errors, LabelNames.Command, "imagine");
        await _core.Pipeline.PushFrameAsync(new Sender(_bot, KeyId: 1, instance, "s", Info: null), frame.ToByteArray());
    }
}
