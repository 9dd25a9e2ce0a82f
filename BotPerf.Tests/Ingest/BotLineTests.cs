using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Ingest;

/// <summary>What the server says to a bot in Node, and what the bot answers.</summary>
[Collection(ServerCollection.Name)]
public sealed class BotLineTests : IAsyncLifetime
{
    private const string By = "ada@example.org";
    private LocalServer _server = null!;
    private NewBot _made = null!;

    private Healing Healing => _server.Get<Healing>();

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartAsync();
        _made = await _server.Get<BotRegistry>().CreateAsync("Aurora", By, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Configure_OpenConnections_AllHearTheWholeStateAtOnce()
    {
        await using var first = await ConnectAsync("one");
        await using var second = await ConnectAsync("two");
        await using var stranger = await ListeningBot.StartAsync(_server.Url,
            (await _server.Get<BotRegistry>().CreateAsync("Other", By, CancellationToken.None)).Key.Text, "one");

        await SetAsync(new BotSettings(false, 2_000, 0.5, new Dictionary<string, bool> { [CollectorNames.Network] = false }));

        foreach (var bot in new[] { first, second })
        {
            var heard = await bot.HeardAsync("Configure");
            Assert.False(heard.GetProperty("enabled").GetBoolean());
            Assert.Equal(2_000, heard.GetProperty("flushIntervalMs").GetInt32());
            Assert.Equal(0.5, heard.GetProperty("detailSamplingRate").GetDouble());
            Assert.False(heard.GetProperty("collectors").GetProperty("network").GetBoolean());
        }

        Assert.Empty(stranger.All("Configure"));
    }

    [Fact]
    public async Task Configure_ChangesInARow_TheNewestIsHeardLast()
    {
        await using var bot = await ConnectAsync("one");

        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => SetAsync(BotSettings.None with { FlushIntervalMs = 1_000 + i })));

        var set = _server.Get<BotRegistry>().Find(_made.Bot.Id)!.Settings.FlushIntervalMs;
        await Eventually.TrueAsync("all are heard", () => bot.All("Configure").Count == 20);
        Assert.Equal(set, bot.All("Configure")[^1].GetProperty("flushIntervalMs").GetInt32());
    }

    [Fact]
    public async Task Hello_SettingsOfTheBot_AreInTheReply()
    {
        await using var before = await ConnectAsync("before");
        await SetAsync(BotSettings.None with { Enabled = false });

        await using var after = await ConnectAsync("after");

        Assert.Equal(JsonValueKind.Null, (await before.HeardAsync("hello")).GetProperty("settings").ValueKind);
        Assert.False((await after.HeardAsync("hello")).GetProperty("settings").GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Alerts_OfTheBot_AreHeardWithTheirFields()
    {
        await using var bot = await ConnectAsync("one");
        var alert = new AlertMessage("7", "cpu", "CPU too high", "high", "open", "Aurora", "one", 91.5, 85,
            new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), null, null, null, null);

        await _server.Get<BotLine>().AlertRaisedAsync(_made.Bot.Id, alert);
        await _server.Get<BotLine>().AlertUpdatedAsync(_made.Bot.Id, alert with { State = "acknowledged", AcknowledgedBy = By });

        var raised = await bot.HeardAsync("AlertRaised");
        Assert.Equal("CPU too high", raised.GetProperty("ruleName").GetString());
        Assert.Equal(91.5, raised.GetProperty("value").GetDouble());
        Assert.StartsWith("2026-11-21T10:00:00", raised.GetProperty("openedAt").GetString(), StringComparison.Ordinal);
        Assert.Equal(By, (await bot.HeardAsync("AlertUpdated")).GetProperty("acknowledgedBy").GetString());
    }

    [Fact]
    public async Task Heal_EveryKindOfInstance_HasItsOutcomeAndItsAuditRows()
    {
        await using var helps = await ConnectAsync("a", "memory=ok");
        await using var fails = await ConnectAsync("b", "memory=failed");
        await using var cannot = await ConnectAsync("c");

        var outcomes = await Healing.HealAsync(_made.Bot.Id, null, "memory", By);

        Assert.Equal(
            [
                new HealOutcome("a", HealState.Healed, "memory says <b>ok</b>"),
                new HealOutcome("b", HealState.Failed, "memory says <b>failed</b>"),
                new HealOutcome("c", HealState.NoSuchHealer, ""),
            ], outcomes);
        var asked = await helps.HeardAsync("Heal");
        Assert.Equal("memory", asked.GetProperty("healer").GetString());
        Assert.Contains(By, asked.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(cannot.All("Heal"));
        Assert.Equal(
            [
                "heal.requested Aurora: memory on all instances",
                "heal.answered Aurora: memory on a: healed, memory says <b>ok</b>",
                "heal.answered Aurora: memory on b: failed, memory says <b>failed</b>",
                "heal.answered Aurora: memory on c: no such healer",
            ], await AuditAsync("heal."));
    }

    [Fact]
    public async Task Heal_AnswerOfABotWithoutTheSdk_IsMarkedInItsLifecycleOnce()
    {
        await using var bot = await ConnectAsync("a", "memory=ok");

        await Healing.HealAsync(_made.Bot.Id, "a", "memory", By);

        Assert.Contains("id names no request", (await bot.HeardAsync("refused")).GetString(), StringComparison.Ordinal);
        await Eventually.TrueAsync("the mark is there", () => Marks().Count == 1);
        Assert.Equal("memory healed: memory says <b>ok</b>", Marks()[0].Detail);
    }

    [Fact]
    public async Task Heal_InstanceThatIsNotThere_IsNotConnected()
    {
        var outcomes = await Healing.HealAsync(_made.Bot.Id, "gone", "memory", By);

        Assert.Equal([new HealOutcome("gone", HealState.NotConnected, "")], outcomes);
        Assert.Empty(await Healing.HealAsync(_made.Bot.Id, null, "memory", By));
    }

    [Fact]
    public async Task Heal_BotDiesInsteadOfAnswering_IsNotConnectedAtOnce()
    {
        await using var bot = await ConnectAsync("a", "memory=never");
        var healing = Healing.HealAsync(_made.Bot.Id, "a", "memory", By);
        await bot.HeardAsync("Heal");

        await bot.KillAsync();

        Assert.Equal([new HealOutcome("a", HealState.NotConnected, "")], await healing.WaitAsync(Healing.Patience, TimeProvider.System));
    }

    [Fact]
    public async Task Heal_BotThatSaysNothing_IsNoAnswerAfterThirtySeconds()
    {
        var clock = new ManualClock();
        using var healing = new Healing(
            _server.Get<BotLine>(), _server.Get<IngestConnections>(), _server.Get<BotRegistry>(), _server.Get<AuditTrail>(), clock);
        await using var bot = await ConnectAsync("a", "memory=never");
        var outcome = healing.HealAsync(_made.Bot.Id, "a", "memory", By);
        await bot.HeardAsync("Heal");

        clock.Advance(Healing.Patience - TimeSpan.FromSeconds(1));
        Assert.False(outcome.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([new HealOutcome("a", HealState.NoAnswer, "")], await outcome);
        var id = (await bot.HeardAsync("Heal")).GetProperty("id").GetString();
        Assert.Null(healing.Answer("any", id, ok: true, "too late"));
    }

    [Fact]
    public async Task Heal_AnotherConnectionsId_IsRefusedAndAnswersNothing()
    {
        await using var bot = await ConnectAsync("a", "memory=never");
        var healing = Healing.HealAsync(_made.Bot.Id, "a", "memory", By);
        var id = (await bot.HeardAsync("Heal")).GetProperty("id").GetString();

        Assert.Null(Healing.Answer("another connection", id, ok: true, "mine"));
        Assert.Null(Healing.Answer("another connection", null, ok: true, null));

        await bot.KillAsync();
        Assert.Equal(HealState.NotConnected, (await healing)[0].State);
    }

    [Fact]
    public async Task Heal_BotThatDoesNotRead_IsNoAnswerInTimeAndCutOff()
    {
        var clock = new ManualClock();
        using var line = new BotLine(
            _server.Get<IHubContext<MetricsHub>>(), _server.Get<IngestConnections>(), _server.Get<BotRegistry>(),
            _server.Get<BotSettingsStore>(), clock, NullLogger<BotLine>.Instance);
        using var healing = new Healing(
            line, _server.Get<IngestConnections>(), _server.Get<BotRegistry>(), _server.Get<AuditTrail>(), clock);
        using var bot = await DeafBot.StartAsync(_server.Url, _made.Key.Text, "a", "memory");
        // More than the buffers of both ends hold.
        var alert = new AlertMessage("7", "cpu", "CPU too high", "high", "open", "Aurora", "one", 91.5, 85,
            DateTimeOffset.UnixEpoch, null, null, null, new string('n', 100_000));
        var told = Enumerable.Range(0, 300).Select(_ => line.AlertRaisedAsync(_made.Bot.Id, alert)).ToList();
        Assert.False(told[^1].IsCompleted);

        var outcome = healing.HealAsync(_made.Bot.Id, "a", "memory", By);
        await Eventually.TrueAsync("the request ends", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return outcome.IsCompleted;
        });

        Assert.Equal([new HealOutcome("a", HealState.NoAnswer, "")], await outcome);
        await Task.WhenAll(told).WaitAsync(Healing.Patience, TimeProvider.System);
        await Eventually.TrueAsync("the bot is cut off", () => _server.Get<IngestConnections>().Of(_made.Bot.Id).Count == 0);
    }

    private Task<ListeningBot> ConnectAsync(string instance, params string[] healers) =>
        ListeningBot.StartAsync(_server.Url, _made.Key.Text, instance, healers);

    private Task<BotSettings> SetAsync(BotSettings settings) =>
        _server.Get<BotSettingsStore>().SetAsync(_made.Bot.Id, settings, By, CancellationToken.None);

    private IReadOnlyList<LifecycleMark> Marks() =>
        [.. _server.Get<FleetQueries>().Bot(_made.Bot.Id, null)!.Lifecycle.Where(mark => mark.Event == "heal")];

    private async Task<IReadOnlyList<string>> AuditAsync(string prefix)
    {
        await using var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        return await context.Audit.Where(row => row.What.StartsWith(prefix)).OrderBy(row => row.Id)
            .Select(row => row.What + " " + row.Subject).ToListAsync();
    }
}
