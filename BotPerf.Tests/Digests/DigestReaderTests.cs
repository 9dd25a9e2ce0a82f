using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Digests;

public sealed class DigestReaderTests
{
    [Fact]
    public async Task OfAsync_MoreBotsThanFit_TakesThoseThatSeemWorst()
    {
        var clock = new ManualClock(SampleDigest.Now);
        await using var server = await DigestServer.StartAsync(clock);
        var bots = await AddBotsAsync(server, DigestReader.MostBots + 20);
        // Last by name, and burning.
        await server.ChangeAsync(context =>
        {
            context.Alerts.Add(Row(bots[^1], AlertSeverity.Critical, SampleDigest.Period.From.AddHours(3), SampleDigest.Period.From.AddHours(5)));
            context.Alerts.Add(Row(bots[^2], AlertSeverity.Warning, SampleDigest.Period.From.AddHours(3), SampleDigest.Period.From.AddHours(4)));
            return Task.CompletedTask;
        });
        // Without an alert and without a score, since it is gone.
        Hear(server, bots[^3], SampleDigest.Period.From.AddHours(-2));

        var digest = await server.Get<DigestReader>().OfAsync(SampleDigest.Period, SampleDigest.Berlin, [], CancellationToken.None);

        Assert.Contains(bots[^3], digest.Bots.Select(bot => bot.Id));
        Assert.Equal((DigestReader.MostBots, DigestReader.MostBots + 20), (digest.Bots.Count, digest.Known));
        Assert.Equal([bots[^1], bots[^2]], digest.Bad.Select(bot => bot.Id));
        Assert.StartsWith("bot 519: offline for 2 h, and 1 more bot needs a look", DigestWords.Headline(digest), StringComparison.Ordinal);
        Assert.StartsWith("500 of 520 bots were looked at", DigestWords.LookedAt(digest), StringComparison.Ordinal);
        var only = await server.Get<DigestReader>().OfAsync(SampleDigest.Period, SampleDigest.Berlin, [bots[0].Value], CancellationToken.None);
        Assert.Equal((1, ""), (only.Known, DigestWords.LookedAt(only)));
    }

    /// <summary>As on a busy month: none is left out of the count, nor of the outage, since others are worse.</summary>
    [Fact]
    public async Task OfAsync_HundredsOfAlerts_AreAllCounted()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock(SampleDigest.Now));
        var bot = (await AddBotsAsync(server, 1))[0];
        await server.ChangeAsync(context =>
        {
            for (var i = 0; i < 300; i++)
                context.Alerts.Add(Row(bot, AlertSeverity.Critical, SampleDigest.Period.From.AddMinutes(i), SampleDigest.Period.From.AddMinutes(i + 1), rule: 6));
            for (var i = 0; i < 10; i++)
                context.Alerts.Add(Row(bot, AlertSeverity.Warning, SampleDigest.Period.From.AddMinutes(i * 20), SampleDigest.Period.From.AddMinutes((i * 20) + 1)));
            return Task.CompletedTask;
        });

        var told = Assert.Single((await server.Get<DigestReader>().OfAsync(SampleDigest.Period, SampleDigest.Berlin, [], CancellationToken.None)).Bots);

        Assert.Equal((310, TimeSpan.FromMinutes(10)), (told.AlertCount, told.Outage!.Value.Whole));
    }

    /// <summary>Down before midnight and after it: each day has its own part of the one alert, and its own end.</summary>
    [Fact]
    public async Task OfAsync_AnAlertThatCameBack_IsToldByEachDay()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock(SampleDigest.Now));
        var bot = (await AddBotsAsync(server, 1))[0];
        var midnight = SampleDigest.Period.To;
        await server.ChangeAsync(context =>
        {
            var row = Row(bot, AlertSeverity.Critical, midnight.AddMinutes(-10), midnight.AddMinutes(5));
            (row.OpenedAt, row.Reopened) = (midnight.AddMinutes(2), 1);
            foreach (var (minute, what) in new[] { (-10, AlertWords.Opened), (-2, AlertWords.Resolved), (2, AlertWords.Reopened), (5, AlertWords.Resolved) })
                row.Events.Add(new AlertEventRow { At = midnight.AddMinutes(minute), Who = AlertWords.Program, What = what });
            context.Alerts.Add(row);
            return Task.CompletedTask;
        });

        var day = Assert.Single((await server.Get<DigestReader>().OfAsync(SampleDigest.Period, SampleDigest.Berlin, [], CancellationToken.None)).Bots);

        Assert.Equal((1, TimeSpan.FromMinutes(8)), (day.AlertCount, day.Outage!.Value.Whole));
        Assert.Equal((midnight.AddMinutes(-10), TimeSpan.FromMinutes(8), 1), (day.Alerts[0].OpenedAt, day.Alerts[0].Lasted!.Value, day.Alerts[0].Times));
    }

    /// <summary>A rule of one bot says nothing of another; one that is off now has told what it has told.</summary>
    [Fact]
    public async Task OfAsync_RulesOfOneBot_WatchNoOther()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock(SampleDigest.Now));
        var bots = await AddBotsAsync(server, 3);
        var rules = server.Get<RuleBook>();
        var rule = rules.All.Single(one => one.Signal.Kind == SignalKind.Offline);
        await rules.ChangeAsync(rule.Id, rule.Name, true, RuleDefinition.Of(rule with { Bots = [bots[0]] }), "a test", CancellationToken.None);
        await server.ChangeAsync(context =>
        {
            context.Alerts.Add(Row(bots[2], AlertSeverity.Warning, SampleDigest.Period.From.AddHours(3), SampleDigest.Period.From.AddHours(3).AddMinutes(42)));
            return Task.CompletedTask;
        });

        var digest = await server.Get<DigestReader>().OfAsync(SampleDigest.Period, SampleDigest.Berlin, [], CancellationToken.None);

        Assert.Equal([TimeSpan.Zero, null, TimeSpan.FromMinutes(42)], bots.Select(id => digest.Bots.Single(bot => bot.Id == id).Outage?.Any));
    }

    private static async Task<List<BotId>> AddBotsAsync(DigestServer server, int count)
    {
        var bots = new List<BotId>();
        for (var i = 0; i < count; i++)
            bots.Add((await server.Get<BotRegistry>().CreateAsync($"bot {i:000}", "a test", CancellationToken.None)).Bot.Id);
        return bots;
    }

    private static void Hear(DigestServer server, BotId bot, DateTimeOffset last) => server.Get<LiveStore>().Of(
        new InstanceEntry(new InstanceId(1), bot, "default", last.ToUnixTimeMilliseconds() * 1_000));

    private static AlertRow Row(BotId bot, AlertSeverity severity, DateTimeOffset from, DateTimeOffset to, int rule = 1) => new()
    {
        RuleId = rule, RuleName = "Offline", BotId = bot.Value, Target = """["instance","default"]""", State = "resolved", Severity = (int)severity, Unit = "seconds",
        BreachedSince = "", StartedAt = from, OpenedAt = from, ResolvedAt = to,
    };
}
