using System.Collections.Concurrent;
using BotPerf.Client;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Alerts;

/// <summary>Alerts as they reach a bot with the real SDK and a viewer of the live hub.</summary>
[Collection(ServerCollection.Name)]
public sealed class AlertNewsTests : IAsyncLifetime
{
    private LocalServer _server = null!;
    private NewBot _made = null!;
    private PerformanceMonitor _monitor = null!;
    private OpenedAlerts _alerts = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _made = await _server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        _alerts = new OpenedAlerts(_server, _made.Bot.Id);
        _monitor = Monitor();
    }

    public async Task DisposeAsync()
    {
        await _monitor.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Alert_ThatOpensAndIsAcknowledged_IsHeardByBotAndViewer()
    {
        var heard = new ConcurrentQueue<PerformanceAlert>();
        _monitor.Alert += (_, alert) => heard.Enqueue(alert);
        await ConnectedAsync();
        var token = await _server.Get<ApiTokens>().CreateAsync("viewer", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);
        using var live = await LiveSocket.ConnectAsync(_server, token.Text);
        Assert.Null(await live.SubscribeAsync(new[] { _made.Bot.Id.Value }));

        await _alerts.BeginAsync("help");
        var id = await _alerts.OpenAsync("help", 6);
        var raised = (await live.CallAsync("Alert"))[0];
        await _server.Get<AlertDesk>().AcknowledgeAsync([id], "ada", "I look", null, CancellationToken.None);
        var updated = (await live.CallAsync("Alert"))[0];
        await Eventually.TrueAsync("the bot has heard both", () => heard.Any(one => one.State == BotPerf.Client.AlertState.Acknowledged));

        Assert.Equal(("open", "critical", "Aurora", "help"), (
            raised.GetProperty("state").GetString(), raised.GetProperty("severity").GetString(),
            raised.GetProperty("bot").GetString(), raised.GetProperty("target").GetString()));
        Assert.Equal(("acknowledged", "ada"), (updated.GetProperty("state").GetString(), updated.GetProperty("acknowledgedBy").GetString()));
        Assert.Equal(1, (await live.CallAsync("Frame"))[1].GetProperty("openAlerts").GetInt32());
        var first = heard.First();
        Assert.Equal((AlertOrigin.Server, "Slow command", "help"), (first.Origin, first.Kind, first.Target));
        Assert.Equal(BotPerf.Client.AlertState.Open, first.State);
    }

    [Fact]
    public async Task Alert_ThatABotCanHelpAgainst_AsksItsHealerOnceAndSaysWhatCameOfIt()
    {
        var asked = new ConcurrentQueue<string?>();
        _monitor.OnHeal("response_time", (context, _) =>
        {
            asked.Enqueue(context.Reason);
            return Task.FromResult("three caches trimmed");
        });
        await ConnectedAsync();
        await Eventually.TrueAsync("the server knows the healer", () =>
            _server.Get<IngestConnections>().Of(_made.Bot.Id).Any(one => one.Healers.Contains("response_time")));

        var id = await _alerts.OpenAsync();
        var healed = await Eventually.GetAsync("the outcome is in the history", async () =>
            (await _server.Get<AlertQueries>().HistoryAsync(id, CancellationToken.None)).FirstOrDefault(line => line.What == "healed"));
        var done = await _server.Get<AlertDesk>().ResolveAsync([id], "ada", null, CancellationToken.None);
        await _server.Get<AlertDesk>().UndoAsync(done.Action!, "ada", CancellationToken.None);
        var other = await _alerts.OpenAsync("play");
        await Eventually.TrueAsync("another alert asks again", () => asked.Count == 2);

        Assert.Equal("response_time on one: it helped, three caches trimmed", healed.Note);
        Assert.Equal([$"asked for by BotPerf (alert {id})", $"asked for by BotPerf (alert {other})"], asked);
    }

    [Fact]
    public async Task Openings_AlertThatReopens_IsNewsOnceEachTime()
    {
        var id = await _alerts.OpenAsync();
        var alert = (await _server.Get<AlertQueries>().FindAsync(id, CancellationToken.None))!;
        var openings = new Openings();
        openings.Know([alert with { Id = 99 }]);

        Assert.True(openings.IsNew(alert));
        Assert.False(openings.IsNew(alert with { State = AlertLifeState.Acknowledged }));
        Assert.False(openings.IsNew(alert with { State = AlertLifeState.Resolved }));
        Assert.True(openings.IsNew(alert with { OpenedAt = alert.OpenedAt!.Value.AddMinutes(1) }));
        Assert.False(openings.IsNew(alert with { Id = 99 }));
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions { Url = _server.Url, Key = _made.Key.Text, Instance = "one", Collectors = CollectorOptions.None },
        logger: null, TimeProvider.System, _ => null);

    private Task ConnectedAsync() => Eventually.TrueAsync("the bot is connected", () => _monitor.IsConnected);
}
