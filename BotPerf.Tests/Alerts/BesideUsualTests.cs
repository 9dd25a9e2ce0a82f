using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;
using Google.Protobuf;

namespace BotPerf.Tests.Alerts;

/// <summary>Rules that look beside the usual, over days of real frames.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BesideUsualTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly FrameMaker _maker = new();
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
    public async Task Rule_FarFromTheUsual_OpensAndSaysWhatIsUsual()
    {
        var rule = await AddAsync(new RuleDefinition
        {
            Metric = MetricNames.WebSocketLatency, Aggregation = Aggregation.Last, Condition = Condition.Anomaly,
            Levels = [new AlertLevel(AlertSeverity.Warning, 4)], ForSeconds = 60,
        });
        await LiveAsync(TimeSpan.FromDays(4), 600, 0.05);
        await RefreshAsync();
        await LookedAtAsync(5, 0.052);
        Assert.Empty(await _server.AlertsAsync());

        await LookedAtAsync(3, 0.4);

        var alert = Assert.Single(await _server.AlertsAsync(AlertLifeState.Open), one => one.RuleId == rule.Id);
        Assert.Equal("deviations", alert.Unit);
        Assert.True(alert.Value > 4);
        var opened = (await _server.Get<AlertQueries>().HistoryAsync(alert.Id, CancellationToken.None)).Single(line => line.What == AlertWords.Opened);
        Assert.Matches("^400 ms, where [0-9.]+ ms to [0-9.]+ ms is usual at this hour of the week.$", opened.Note);

        await LookedAtAsync(4, 0.05);
        Assert.Equal(AlertLifeState.Resolved, Assert.Single(await _server.AlertsAsync(), one => one.RuleId == rule.Id).State);
    }

    [Fact]
    public async Task Rule_WithLessThanThreeDays_Waits()
    {
        await AddAsync(new RuleDefinition
        {
            Metric = MetricNames.WebSocketLatency, Aggregation = Aggregation.Last, Condition = Condition.Anomaly,
            Levels = [new AlertLevel(AlertSeverity.Warning, 4)],
        });
        await LiveAsync(TimeSpan.FromDays(2), 600, 0.05);
        await RefreshAsync();

        await LookedAtAsync(3, 0.15);

        Assert.Empty(await _server.AlertsAsync());
        Assert.Equal(0, _server.Get<UsualFigures>().Targets);
    }

    [Fact]
    public async Task Rule_Growth_LooksOnItsSideAlone()
    {
        var grown = await AddAsync(new RuleDefinition
        {
            Metric = MetricNames.WebSocketLatency, Aggregation = Aggregation.Last, Condition = Condition.Growth, Side = UsualSide.Above,
            Levels = [new AlertLevel(AlertSeverity.Warning, 0.5)],
        });
        await LiveAsync(TimeSpan.FromDays(4), 600, 0.1);
        await RefreshAsync();

        await LookedAtAsync(2, 0.02);
        Assert.Empty(await _server.AlertsAsync());
        await LookedAtAsync(2, 0.16);

        var alert = Assert.Single(await _server.AlertsAsync(AlertLifeState.Open));
        Assert.Equal((grown.Id, "fraction"), (alert.RuleId, alert.Unit));
        Assert.Equal(0.6, alert.Value!.Value, 2);
    }

    [Fact]
    public async Task Figures_OfARuleThatIsChangedOrGone_AreLetGo()
    {
        var definition = new RuleDefinition
        {
            Metric = MetricNames.WebSocketLatency, Aggregation = Aggregation.Last, Condition = Condition.Anomaly,
            Levels = [new AlertLevel(AlertSeverity.Warning, 4)],
        };
        var rule = await AddAsync(definition);
        await LiveAsync(TimeSpan.FromDays(4), 1_800, 0.05);
        await RefreshAsync();
        var figures = _server.Get<UsualFigures>();
        Assert.Equal(1, figures.Targets);

        await _server.Get<RuleBook>().ChangeAsync(rule.Id, "x", true, definition with { Levels = [new AlertLevel(AlertSeverity.High, 5)] }, "a test", CancellationToken.None);
        Assert.Empty(figures.Keep(_server.Get<RuleBook>().All));
        await _server.Get<RuleBook>().ChangeAsync(rule.Id, "x", true, definition with { Aggregation = Aggregation.Avg }, "a test", CancellationToken.None);
        Assert.Equal(rule.Id, Assert.Single(figures.Keep(_server.Get<RuleBook>().All)).Id);
        Assert.Equal(0, figures.Targets);
    }

    [Fact]
    public void Figures_OfMoreTargetsThanThereIsRoomFor_AreCut()
    {
        var usual = SeasonalBaseline.Of([.. Enumerable.Range(0, 200).Select(hour => ((long)hour, 10.0))])!;
        var figures = new UsualFigures();
        var rule = new RuleDefinition { Metric = "x", Condition = Condition.Anomaly, Levels = [new AlertLevel(AlertSeverity.Warning, 4)] }.ToRule(1, null, "x", true);

        Assert.True(figures.Set(rule, Targets(4_000)));
        Assert.True(figures.Set(rule, Targets(UsualFigures.MostTargets)));
        Assert.False(figures.Set(rule with { Id = 2 }, Targets(10)));
        Assert.True(figures.Set(rule, Targets(100)));
        Assert.False(figures.Set(rule with { Id = 2 }, Targets(6_000)));
        Assert.Equal(UsualFigures.MostTargets, figures.Targets);

        Dictionary<(BotId, string), SeasonalBaseline> Targets(int count) => Enumerable.Range(0, count).ToDictionary(i => (new BotId(1), $"{i}"), _ => usual);
    }

    [Fact]
    public async Task Preview_OfAnAnomaly_PlaysBesideWhatWasUsualBefore()
    {
        var rule = new RuleDefinition
        {
            Metric = MetricNames.WebSocketLatency, Aggregation = Aggregation.Last, Condition = Condition.Anomaly,
            Levels = [new AlertLevel(AlertSeverity.Warning, 4)], ForSeconds = 0, CooldownSeconds = 0,
        }.ToRule(0, null, "draft", true);
        await LiveAsync(TimeSpan.FromDays(2), 600, 0.05);
        await _core.MakeHoursAsync();
        var early = await _server.Get<RulePreview>().OfAsync(rule, _server.Now - RulePreview.Usual, _server.Now, CancellationToken.None);
        await LiveAsync(TimeSpan.FromDays(2), 600, 0.05);
        await LiveAsync(TimeSpan.FromHours(1), 60, 0.4);
        await LiveAsync(TimeSpan.FromHours(3), 60, 0.05);
        await _core.MakeHoursAsync();

        var preview = await _server.Get<RulePreview>().OfAsync(rule, _server.Now - RulePreview.Usual, _server.Now, CancellationToken.None);

        Assert.Contains("3 days", early.CannotSay, StringComparison.Ordinal);
        Assert.Null(preview.CannotSay);
        Assert.Equal("deviations", preview.Unit);
        Assert.Equal(1, preview.Alerts);
        Assert.True(preview.From >= _server.Now - TimeSpan.FromDays(1.5));
        Assert.Contains(preview.Notes, note => note.StartsWith("Played beside what was usual before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeakThatOpens_SaysHowFastAndWhenItIsFull()
    {
        await using var server = await AlertServer.StartAsync(new DataFolder(_temp.File("leak")), new ManualClock());
        await server.AddLogChannelAsync();
        var bot = await server.AddBotAsync("Nimbus");
        const double mebibyte = 1024 * 1024;
        var random = new Random(1);
        var begun = server.Now;

        await server.RunAsync(TimeSpan.FromMinutes(100), now =>
        {
            var held = 100 + (now - begun).TotalHours * 30 + random.NextDouble();
            server.Frame(bot, gauges: new Dictionary<string, double>
            {
                [MetricNames.HeapBytes] = held * mebibyte, [MetricNames.RssBytes] = (held + 50) * mebibyte, [MetricNames.MemoryLimit] = 400 * mebibyte,
            });
        }, stepSeconds: 30);

        var leak = Assert.Single(await server.AlertsAsync(AlertLifeState.Open));
        Assert.Equal("Memory leak", leak.RuleName);
        var note = (await server.Get<AlertQueries>().HistoryAsync(leak.Id, CancellationToken.None)).Single(line => line.What == AlertWords.Opened).Note;
        Assert.Matches(@"^What is left after collections grows by (29|30|31)(\.\d)? MiB an hour \(.*\), over \d+ min\. At this rate the limit of 400 MiB is reached in \d+ h \(\d+ h to \d+ h\)\.$", note);
        Assert.Contains(await server.MessagesAsync(), message => message.Notice.Contains("At this rate the limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HeapThatGrewByAFifth_IsARuleThatIsOff()
    {
        await using var server = await AlertServer.StartAsync(new DataFolder(_temp.File("growth")), new ManualClock());
        var bot = await server.AddBotAsync("Nimbus");
        var rule = server.Get<RuleBook>().All.Single(one => one.Key == "heap_growth");

        await GrowAsync(server, bot);
        Assert.Empty(await server.AlertsAsync());
        await server.Get<RuleBook>().SwitchAsync(rule.Id, true, "a test", CancellationToken.None);
        await GrowAsync(server, bot);

        Assert.Equal(rule.Id, Assert.Single(await server.AlertsAsync()).RuleId);
    }

    private static async Task GrowAsync(AlertServer server, BotId bot)
    {
        foreach (var mebibytes in new[] { 100, 130 })
            await server.RunAsync(TimeSpan.FromMinutes(1), _ => server.Frame(bot, gauges: new Dictionary<string, double> { [MetricNames.HeapBytes] = mebibytes * 1024.0 * 1024 }));
    }

    private async Task<AlertRule> AddAsync(RuleDefinition definition) =>
        await _server.Get<RuleBook>().AddAsync("beside", true, definition, "a test", CancellationToken.None);

    private async Task RefreshAsync()
    {
        await _core.MakeHoursAsync();
        await _server.Get<UsualWorker>().RefreshAsync(isHourly: true, CancellationToken.None);
    }

    // Nobody looks meanwhile: days go by quickly.
    private async Task LiveAsync(TimeSpan lasting, int stepSeconds, double gateway)
    {
        for (var end = _server.Now + lasting; _server.Now < end;)
        {
            _clock.Advance(TimeSpan.FromSeconds(stepSeconds));
            await SendAsync(gateway);
            if (_server.Now.Minute < stepSeconds / 60 + 1)
                await _core.SealAsync((_, minute) => minute < _core.NowMinute);
        }
    }

    private async Task LookedAtAsync(int minutes, double gateway)
    {
        for (var second = 0; second < minutes * 60; second += 10)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await SendAsync(gateway);
            await _server.LookAsync();
        }
    }

    private async Task SendAsync(double gateway)
    {
        // A usual one is not the same for ever.
        var wave = 1 + 0.02 * Math.Sin(_core.NowMinute);
        var frame = _maker.Gauge(_maker.Next(_core.NowUs), MetricNames.WebSocketLatency, gateway < 0.12 ? gateway * wave : gateway);
        await _core.Pipeline.PushFrameAsync(new Sender(_bot, KeyId: 1, "east", "s", Info: null), frame.ToByteArray());
    }
}
