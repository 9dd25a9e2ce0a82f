using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;
using BotPerf.Web.Targets;

namespace BotPerf.Tests.Alerts;

[UnsupportedOSPlatform("windows")]
public sealed class TellingTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly Dictionary<string, double> _gauges = new()
    {
        [MetricNames.CpuPercent] = 10, [MetricNames.WebSocketLatency] = 0.05, [MetricNames.EventLoopLag] = 0.01,
    };

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
    public async Task TwoThatBeginTogether_AreToldInOneMessage_AndTheirEndInOne()
    {
        await RunBothAsync(120, 0.3);
        await RunBothAsync(600, 0.01);

        Assert.Equal(["2 alerts of Aurora", "Resolved: 2 alerts of Aurora"], await TitlesAsync());
        Assert.Single((await _server.MessagesAsync()).Select(row => row.Thread).Distinct());
    }

    [Fact]
    public async Task Silence_ThatMatches_KeepsQuietCountsAndTellsAfterItsEnd()
    {
        var silences = _server.Get<Silences>();
        var silence = await silences.AddAsync(
            new SilenceDraft(false, _bot, null, null, null, _server.Now, _server.Now.AddMinutes(10), "The gateway moves house"),
            "ada", CancellationToken.None);
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(300);
        var during = await _server.MessagesAsync();
        var alert = Assert.Single(await _server.AlertsAsync());
        var hidden = Assert.Single(silences.Current).Hidden;

        await RunAsync(400);

        Assert.Empty(during);
        Assert.Equal((AlertLifeState.Open, $"silence:{silence.Id}", 1), (alert.State, alert.MutedBy, hidden));
        Assert.Equal(["Warning: Gateway latency – Aurora: default"], await TitlesAsync());
    }

    [Fact]
    public async Task Parent_ThatExplainsIt_MutesTheChildAndNothingElse()
    {
        _gauges[MetricNames.HeartbeatAge] = 200;
        await RunAsync(60);
        _gauges[MetricNames.EventLoopLag] = 0.5;
        await _server.RunAsync(TimeSpan.FromSeconds(180), _ => _server.Frame(_bot, gauges: _gauges, commandSeconds: [2, 2, 2]));

        var slow = Assert.Single(await _server.AlertsAsync(), alert => alert.RuleName == "Slow command");
        var zombie = Assert.Single(await _server.AlertsAsync(), alert => alert.RuleName == "Zombie gateway");
        Assert.Equal($"parent:{zombie.Id}", slow.MutedBy);
        Assert.Equal(["Critical: Zombie gateway – Aurora: default", "Warning: Thread-pool lag – Aurora: default"], await TitlesAsync());
    }

    [Fact]
    public async Task Budget_ThatBurnsAtEverySpeed_IsToldOnceAsTheFastest()
    {
        var target = await _server.Get<TargetBook>().AddAsync(
            new TargetDraft("Promise", null, null, TargetKind.Success, null, 0.99, 30), "ada", CancellationToken.None);
        var track = new TargetTrack(target.Days);
        _server.Get<TargetMemory>().Set(_bot, target, track);
        await _server.RunAsync(TimeSpan.FromMinutes(3), _ =>
        {
            var minute = _server.Now.ToUnixTimeSeconds() / 60;
            track.MoveTo(minute);
            track.SetHour(minute / 60 - 2, new Tally(1_000, 400));
            track.SetMinute(minute, new Tally(100, 40));
            _server.Frame(_bot, gauges: _gauges);
        });

        Assert.Equal(["Error budget burns", "Error budget burns fast", "Error budget will not last"],
            (await _server.AlertsAsync()).Select(alert => alert.RuleName).Order(StringComparer.Ordinal));
        Assert.Equal(["Critical: Error budget burns fast – Aurora: Promise"], await TitlesAsync());
    }

    [Fact]
    public async Task OneOfTwo_ThatEndsFirst_IsToldWithTheOther()
    {
        await RunBothAsync(120, 0.3);
        await _server.RunAsync(TimeSpan.FromMinutes(15), _ => Both(0.01, 0.3));
        var between = (await _server.MessagesAsync()).Count;
        await _server.RunAsync(TimeSpan.FromMinutes(15), _ => Both(0.01, 0.01));

        Assert.Equal(1, between);
        Assert.Equal(["2 alerts of Aurora", "Resolved: 2 alerts of Aurora"], await TitlesAsync());
    }

    [Fact]
    public async Task Cleared_BeforeItsEndIsTold_IsToldAllTheSame()
    {
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(120);
        _gauges[MetricNames.WebSocketLatency] = 0.05;
        await RunAsync(90);
        var alert = Assert.Single(await _server.AlertsAsync(AlertLifeState.Resolved));
        await _server.Desk.ClearAsync([alert.Id], "ada", CancellationToken.None);
        await RunAsync(400);

        Assert.Equal(["Warning: Gateway latency – Aurora: default", "Resolved: Gateway latency – Aurora: default"], await TitlesAsync());
    }

    [Fact]
    public async Task Offline_OfTheBot_IsTheOnlyMessageOfItsTroubles()
    {
        (_gauges[MetricNames.WebSocketLatency], _gauges[MetricNames.EventLoopLag]) = (0.3, 0.3);
        await RunAsync(50);
        await _server.RunAsync(TimeSpan.FromMinutes(5), _ => { });

        Assert.Equal(["Warning: Offline – Aurora: default", "Now critical: Offline – Aurora: default"], await TitlesAsync());
    }

    [Fact]
    public async Task Acknowledged_IsNotToldAgain_UntilItWorsens()
    {
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(90);
        var alert = Assert.Single(await _server.AlertsAsync());
        await _server.Desk.AcknowledgeAsync([alert.Id], "ada", "On it", null, CancellationToken.None);
        await RunAsync(600);
        var before = await _server.MessagesAsync();
        _gauges[MetricNames.WebSocketLatency] = 0.9;
        await RunAsync(90);

        var worse = Assert.Single(await _server.AlertsAsync());
        Assert.Single(before);
        Assert.Equal(2, (await _server.MessagesAsync()).Count);
        Assert.Equal((AlertLifeState.Open, null, "On it", "ada"), (worse.State, worse.AcknowledgedBy, worse.Note, worse.Assignee));
    }

    [Fact]
    public async Task Acknowledgement_ThatRunsOut_IsRemindedOf()
    {
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(90);
        var alert = Assert.Single(await _server.AlertsAsync());
        await _server.Desk.AcknowledgeAsync([alert.Id], "ada", null, _server.Now.AddMinutes(5), CancellationToken.None);
        await RunAsync(320);

        Assert.Equal(AlertLifeState.Open, Assert.Single(await _server.AlertsAsync()).State);
        Assert.Equal(["Warning: Gateway latency – Aurora: default", "Still warning: Gateway latency – Aurora: default"], await TitlesAsync());
    }

    [Fact]
    public async Task Snoozed_IsQuietAndComesBack()
    {
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(90);
        var alert = Assert.Single(await _server.AlertsAsync());
        await _server.Desk.SnoozeAsync([alert.Id], "ada", _server.Now.AddMinutes(5), CancellationToken.None);
        await RunAsync(200);
        var asleep = await _server.MessagesAsync();
        await RunAsync(150);

        Assert.Single(asleep);
        Assert.Equal(2, (await _server.MessagesAsync()).Count);
        Assert.Equal(["opened", "told", "snoozed", "snooze_ended", "told"], await _server.HistoryAsync(alert.Id));
    }

    [Fact]
    public async Task Escalation_OfWhatNobodyTakes_GoesToTheNextChannelOnce()
    {
        var first = (await _server.AddLogChannelAsync("first")).Id;
        var second = (await _server.AddLogChannelAsync("second")).Id;
        var routes = _server.Get<AlertRoutes>();
        await routes.SaveAsync(new AlertRoute(0, first, AlertSeverity.Warning, null, null, TimeSpan.Zero, null, true), "ada", CancellationToken.None);
        await routes.SaveAsync(new AlertRoute(0, second, AlertSeverity.Warning, null, null, TimeSpan.FromMinutes(10), null, true), "ada", CancellationToken.None);
        var unrouted = (await _server.AddLogChannelAsync("unrouted")).Id;
        Assert.Equal([true, true, false], new[] { first, second, unrouted }.Select(routes.LeadsTo));
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(1_200);

        var messages = await _server.MessagesAsync();
        Assert.Equal([first, second], messages.Select(row => row.ChannelId));
        Assert.InRange((messages[1].CreatedAt - messages[0].CreatedAt).TotalMinutes, 9, 11);
    }

    [Fact]
    public async Task QuietHours_HoldAWarningBackAndLetTheCriticalThrough()
    {
        var channel = (await _server.AddLogChannelAsync("night")).Id;
        await _server.Get<AlertRoutes>().SaveAsync(new AlertRoute(
            0, channel, AlertSeverity.Warning, null, null, TimeSpan.Zero,
            new QuietHours(new TimeOnly(9, 0), new TimeOnly(12, 30), "Europe/Berlin"), true), "ada", CancellationToken.None);
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(90);
        _gauges[MetricNames.WebSocketLatency] = 0.9;
        await RunAsync(90);

        var messages = await _server.MessagesAsync();
        // 10:00 UTC is 11:00 in Berlin; the quiet ends at 11:30 UTC.
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 11, 30, 0, TimeSpan.Zero), messages[0].NextAt);
        Assert.True(messages[1].NextAt <= messages[1].CreatedAt);
    }

    [Fact]
    public async Task NoChannel_LosesNothingOfTheInbox()
    {
        foreach (var channel in _server.Get<ChannelStore>().All)
            await _server.Get<ChannelStore>().RemoveAsync(channel.Id, "ada", CancellationToken.None);
        _gauges[MetricNames.WebSocketLatency] = 0.3;
        await RunAsync(120);

        Assert.Equal(AlertLifeState.Open, Assert.Single(await _server.AlertsAsync()).State);
        Assert.Empty(await _server.MessagesAsync());
    }

    private Task RunAsync(int seconds) => _server.RunAsync(TimeSpan.FromSeconds(seconds), _ => _server.Frame(_bot, gauges: _gauges));

    private Task RunBothAsync(int seconds, double lag) => _server.RunAsync(TimeSpan.FromSeconds(seconds), _ => Both(lag, lag));

    private void Both(double one, double two)
    {
        _server.Frame(_bot, "one", new Dictionary<string, double>(_gauges) { [MetricNames.EventLoopLag] = one });
        _server.Frame(_bot, "two", new Dictionary<string, double>(_gauges) { [MetricNames.EventLoopLag] = two });
    }

    private async Task<IEnumerable<string>> TitlesAsync() => (await _server.MessagesAsync()).Select(row => row.Title);
}
