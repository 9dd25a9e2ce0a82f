using System.Collections.Concurrent;
using BotPerf.Client;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using HealOutcome = BotPerf.Web.Ingest.HealOutcome;

namespace BotPerf.Tests.Client;

/// <summary>The SDK and the real server: what is set and asked for on the one side is done on the other.</summary>
[Collection(ServerCollection.Name)]
public sealed class SteeringTests : IAsyncLifetime
{
    private const string By = "ada@example.org";
    private LocalServer _server = null!;
    private NewBot _made = null!;
    private PerformanceMonitor _monitor = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartAsync();
        _made = await _server.Get<BotRegistry>().CreateAsync("Aurora", By, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _monitor.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task KillSwitch_OfTheDashboard_StopsEveryCallAndComesBack()
    {
        await ConnectAsync();
        var counter = _monitor.Counter("sent_total");
        await SetAsync(BotSettings.None with { Enabled = false });
        await Eventually.TrueAsync("the bot is off", () => !_monitor.IsEnabled);
        var late = _monitor.Counter("made_while_off_total");

        _monitor.TrackCommandExecution("help", 5);
        _monitor.BeginQuery("SELECT").Dispose();
        counter.Add();
        late.Add();

        Assert.Equal(0, _monitor.GetMetrics().Executions);
        Assert.DoesNotContain(_monitor.GetDetailedMetrics(), reading => reading.Value > 0 && reading.Name.EndsWith("_total", StringComparison.Ordinal));
        var seen = Seen();
        await Eventually.TrueAsync("frames still show that the bot is there", () => Seen() > seen);

        await SetAsync(BotSettings.None);
        await Eventually.TrueAsync("the bot is on", () => _monitor.IsEnabled);
        _monitor.TrackCommandExecution("help", 5);
        late.Add();
        Assert.Equal(1, _monitor.GetMetrics().Executions);
        Assert.Contains(_monitor.GetDetailedMetrics(), reading => reading is { Name: "made_while_off_total", Value: 1 });
    }

    [Fact]
    public async Task Settings_BeforeTheBotConnects_HoldFromItsFirstHello()
    {
        await SetAsync(new BotSettings(false, 2_000, 0.5, new Dictionary<string, bool>()));

        await ConnectAsync();

        Assert.False(_monitor.IsEnabled);
    }

    [Fact]
    public async Task FlushInterval_OfTheDashboard_IsThePaceOfTheFrames()
    {
        await ConnectAsync();
        await SetAsync(BotSettings.None with { FlushIntervalMs = 500 });

        // More than one frame in a second is only possible at the new pace.
        await Eventually.TrueAsync("frames end on half seconds", () => Seen() / TimeSpan.TicksPerMillisecond % 1_000 == 500);
    }

    [Fact]
    public async Task Alerts_OfTheServer_ComeThroughTheEventAndAreListed()
    {
        await ConnectAsync();
        var heard = new ConcurrentQueue<PerformanceAlert>();
        _monitor.Alert += (_, alert) => heard.Enqueue(alert);
        var raised = new AlertMessage("7", "cpu", "CPU too high", "critical", "open", "Aurora", "one", 91.5, 85,
            new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), null, null, null, null);

        await _server.Get<BotLine>().AlertRaisedAsync(_made.Bot.Id, raised);
        await _server.Get<BotLine>().AlertUpdatedAsync(_made.Bot.Id, raised with { State = "resolved" });
        await Eventually.TrueAsync("both are heard", () => heard.Count == 2);

        Assert.Equal([AlertState.Open, AlertState.Resolved], heard.Select(alert => alert.State));
        var listed = Assert.Single(_monitor.Alerts);
        Assert.Equal(
            ("7", AlertOrigin.Server, "CPU too high", "one", AlertSeverity.Critical, 91.5, 85.0),
            (listed.Id, listed.Origin, listed.Kind, listed.Target, listed.Severity, listed.Value, listed.Threshold));
        Assert.False(_monitor.AcknowledgeAlert("7"));
    }

    [Fact]
    public async Task Suggestions_OfTheServer_ComeThroughTheEvent()
    {
        await ConnectAsync();
        var heard = new ConcurrentQueue<OptimizationSuggestion>();
        _monitor.OptimizationSuggestions += (_, found) =>
        {
            foreach (var one in found.Where(one => one.FromServer))
                heard.Enqueue(one);
        };

        await _server.Get<BotLine>().SuggestionsFoundAsync(_made.Bot.Id, [new SuggestionMessage(
            "7", "slow-command", "play", "play is often slow", "executions 40", "Defer at once.", "await DeferAsync();", null, "high")]);
        await Eventually.TrueAsync("it is heard", () => !heard.IsEmpty);

        Assert.Equal(
            new OptimizationSuggestion("slow-command", "play", "play is often slow (executions 40).", "Defer at once. await DeferAsync();") { FromServer = true },
            Assert.Single(heard));
    }

    [Fact]
    public async Task Health_OfTheServer_IsInTheChatReport()
    {
        await ConnectAsync();
        Assert.DoesNotContain("of 100", _monitor.Reports.Health().ToText(), StringComparison.Ordinal);

        await _server.Get<BotLine>().HealthScoredAsync(_made.Bot.Id, new HealthMessage(92.6, "excellent", ["Commands −7.4: Response time, 738 ms @everyone"]));
        await Eventually.TrueAsync("it is heard", () => _monitor.Reports.Health().ToText().Contains("of 100", StringComparison.Ordinal));

        var text = _monitor.Reports.Health().ToText();
        Assert.Contains("**Score of the whole bot**\n92 of 100, excellent\nCommands −7.4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", text, StringComparison.Ordinal);
    }

    // A round of the server's own: found, told over the open connection, heard in the bot.
    [Fact]
    public async Task Suggestions_FoundByARound_AreHeardInTheBotOnce()
    {
        await ConnectAsync();
        var heard = new ConcurrentQueue<OptimizationSuggestion>();
        _monitor.OptimizationSuggestions += (_, found) =>
        {
            foreach (var one in found.Where(one => one.FromServer))
                heard.Enqueue(one);
        };
        for (var i = 0; i < 30; i++)
            _monitor.TrackCommandExecution("play", 2_000);
        await Eventually.TrueAsync("the executions are on the server", () => _monitor.Delivery.Executions.Acknowledged == 30);

        for (var look = 0; look < 2; look++)
            await _server.Get<SuggestionRound>().LookAsync(_made.Bot.Id, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await Eventually.TrueAsync("it is heard", () => !heard.IsEmpty);

        Assert.Equal(("slow-command", "play"), (Assert.Single(heard).Kind, heard.First().Target));
    }

    [Fact]
    public async Task TestReporting_ConnectedBot_SaysThatAllOfItWorks()
    {
        await ConnectAsync();
        _monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("the execution is on the server", () => _monitor.Delivery.Executions.Acknowledged == 1);

        var report = _monitor.Reports.TestReporting();

        Assert.Equal("All of it works.", report.Description);
        Assert.Contains("Connected; 1 executions are on the server", report.Fields[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heal_AskedForByTheServer_RunsAndIsAnsweredAndMarked()
    {
        _monitor = Monitor();
        var trimmed = 0;
        using var cache = _monitor.TrimWhenHealing(() => Interlocked.Increment(ref trimmed));
        using var broken = _monitor.TrimWhenHealing(() => throw new InvalidOperationException("no"));
        await ConnectedAsync();

        var outcome = Assert.Single(await _server.Get<Healing>().HealAsync(_made.Bot.Id, "one", "memory", By));

        Assert.Equal(HealState.Healed, outcome.State);
        Assert.Contains("caches trimmed: 1 of 2", outcome.Detail, StringComparison.Ordinal);
        Assert.Equal(1, trimmed);
        await Eventually.TrueAsync("the run is marked", () => Marks().Any(mark => mark.Detail.Contains("memory healed", StringComparison.Ordinal)));
        Assert.Contains($"server: asked for by {By}", Marks().Single().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnHeal_WhileConnected_IsKnownToTheServerWithoutANewConnection()
    {
        await ConnectAsync();

        _monitor.OnHeal("restart voice", (context, _) => Task.FromResult($"{context.Cause} said {context.Reason}"));
        await Eventually.TrueAsync("the server knows the healer", () =>
            _server.Get<IngestConnections>().Of(_made.Bot.Id).Any(one => one.Healers.Contains("restart voice")));
        var outcome = Assert.Single(await _server.Get<Healing>().HealAsync(_made.Bot.Id, null, "restart voice", By));

        Assert.Equal(new HealOutcome("one", HealState.Healed, $"Server said asked for by {By}"), outcome);
    }

    [Fact]
    public async Task OnHeal_HealerThatThrows_IsAFailureWithItsReason()
    {
        await ConnectAsync();
        _monitor.OnHeal("memory", (_, _) => throw new InvalidOperationException("the cache is locked"));

        var outcome = Assert.Single(await _server.Get<Healing>().HealAsync(_made.Bot.Id, null, "memory", By));

        Assert.Equal(new HealOutcome("one", HealState.Failed, "InvalidOperationException: the cache is locked"), outcome);
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions { Url = _server.Url, Key = _made.Key.Text, Instance = "one", Collectors = CollectorOptions.None },
        logger: null, TimeProvider.System, _ => null);

    private async Task ConnectAsync()
    {
        _monitor = Monitor();
        await ConnectedAsync();
    }

    private Task ConnectedAsync() => Eventually.TrueAsync("the bot is connected", () => _monitor.IsConnected);

    private Task<BotSettings> SetAsync(BotSettings settings) =>
        _server.Get<BotSettingsStore>().SetAsync(_made.Bot.Id, settings, By, CancellationToken.None);

    private long Seen() => _server.Get<FleetQueries>().Bot(_made.Bot.Id, null)?.Instances
        .Select(one => one.LastFrameAt.UtcTicks).DefaultIfEmpty().Max() ?? 0;

    private IReadOnlyList<LifecycleMark> Marks() =>
        [.. _server.Get<FleetQueries>().Bot(_made.Bot.Id, null)!.Lifecycle.Where(mark => mark.Event == "heal")];
}
