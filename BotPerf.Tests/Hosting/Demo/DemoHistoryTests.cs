using System.Globalization;
using BotPerf.Tests.Api;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Hosting.Demo;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Hosting.Demo;

[Collection(ServerCollection.Name)]
public sealed class DemoHistoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Fill_EmptyFolder_RestTellsWhatThePlanSays()
    {
        await using var server = await LocalServer.StartAsync();
        var bots = await RegisterAsync(server);

        await server.Get<DemoHistory>().FillAsync(bots, TimeSpan.FromDays(2), CancellationToken.None);

        await AssertToldAsync(server, bots);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var range = RangeOf(server, bots);
        var from = DateTimeOffset.FromUnixTimeSeconds(range.From * 60).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        foreach (var metric in new[] { "guilds", "system_load1", "gc_pause_seconds_total", "network_probe_seconds", "rate_limit_used", "pool_active", "cache_hits_total", "websocket_latency_seconds", "gateway_heartbeat_age_seconds", "gateway_dispatch_age_seconds", "database_query_duration_seconds", "database_query_errors_total", "data_store_operation_duration_seconds", "api_call_duration_seconds", "pool_wait_seconds", "http_client_request_duration_seconds" })
        {
            var history = await caller.GetAsync($"/api/v1/bots/{bots[1].Bot.Id}/history?metric={metric}&step=3600&from={from}");
            Assert.NotEqual(0, history["series"].GetArrayLength());
        }

        Assert.NotEqual(0, (await caller.GetAsync($"/api/v1/bots/{bots[1].Bot.Id}/errors?from={from}"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Fill_EmptyFolder_FillsTheHistoryOfHealthAndTheFaultyBotIsWorse()
    {
        await using var server = await LocalServer.StartAsync();
        var bots = await RegisterAsync(server);

        await server.Get<DemoHistory>().FillAsync(bots, TimeSpan.FromHours(30), CancellationToken.None);

        var now = TimeProvider.System.GetUtcNow();
        var scores = new List<(bool IsFaulty, double Score)>();
        foreach (var (demo, bot) in bots)
        {
            var points = await server.Get<HealthQueries>().HistoryAsync(bot.Id, now.AddDays(-30), now, 10, CancellationToken.None);
            Assert.InRange(points.Count, 170, 180);
            Assert.All(points, point => Assert.All(point.Parts, part => Assert.NotNull(part)));
            scores.Add((demo.IsFaulty, points.Average(point => point.Overall!.Value)));
        }

        Assert.True(scores.Where(bot => bot.IsFaulty).Max(bot => bot.Score) + 30 < scores.Where(bot => !bot.IsFaulty).Min(bot => bot.Score));
    }

    [Fact]
    public async Task Fill_ASecondTime_ChangesNothing()
    {
        await using var server = await LocalServer.StartAsync();
        var bots = await RegisterAsync(server);
        var history = server.Get<DemoHistory>();

        await history.FillAsync(bots, TimeSpan.FromHours(3), CancellationToken.None);
        await history.FillAsync(bots, TimeSpan.FromHours(30), CancellationToken.None);

        await AssertToldAsync(server, bots);
        Assert.Equal(180, RangeOf(server, bots) is var range ? range.To - range.From : 0);
    }

    [Fact]
    public async Task Fill_CutOff_TellsTheRestAndNothingTwice()
    {
        await using var server = await LocalServer.StartAsync();
        var bots = await RegisterAsync(server);
        var history = server.Get<DemoHistory>();
        using var cutOff = new CancellationTokenSource();
        var half = history.FillAsync(bots, TimeSpan.FromDays(1), cutOff.Token);
        await Eventually.TrueAsync("some of it is told", () => Task.FromResult(
            server.Get<TelemetryCatalog>().SessionsOf(bots[0].Bot.Id).Any(session => session.Taken.Highest > 200)), Patience);
        await cutOff.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => half);

        await history.FillAsync(bots, TimeSpan.FromDays(1), CancellationToken.None);

        await AssertToldAsync(server, bots);
    }

    [Fact]
    public async Task Fill_BotThatHasSent_KeepsOut()
    {
        await using var server = await LocalServer.StartAsync(demo: true);
        await Eventually.TrueAsync("the demo sends", () => Task.FromResult(
            server.Get<TelemetryCatalog>().Instances().Count == 6), Patience);
        var before = server.Get<TelemetryCatalog>().Instances().Count;

        await server.Get<DemoHistory>().FillAsync(await RegisterAsync(server), TimeSpan.FromHours(1), CancellationToken.None);

        Assert.Equal(before, server.Get<TelemetryCatalog>().Instances().Count);
        Assert.DoesNotContain(server.Get<BotRegistry>().All.SelectMany(bot => server.Get<TelemetryCatalog>().SessionsOf(bot.Id)),
            session => DemoRange.Parse(session.Name) is not null);
    }

    [Fact]
    public void Frame_OfAMinute_DependsOnNothingBefore()
    {
        var range = new DemoRange(29_000_000, 29_002_880, 29_001_000);
        var bot = DemoFleet.Bots[1];
        var one = new DemoMinutes(bot, 2, new DemoCalendar(bot, 1, range), range);
        var other = new DemoMinutes(bot, 2, new DemoCalendar(bot, 1, range), range);
        var minutes = one.All().ToList();
        foreach (var minute in minutes.Take(50))
            one.Frame(minute, detailed: true, out _);

        // Whoever tells its first frame says who it is: the second is compared.
        other.Frame(minutes[50], detailed: true, out _);
        one.Frame(minutes[50], detailed: true, out _);
        Assert.Equal(one.Frame(minutes[51], detailed: true, out _), other.Frame(minutes[51], detailed: true, out _));
    }

    [Fact]
    public void Minutes_LongPast_AreCloseOnlyWhereMinutesAreKept()
    {
        var range = new DemoRange(29_000_000, 29_002_880, 29_001_440);
        var bot = DemoFleet.Bots[0];
        var minutes = new DemoMinutes(bot, 0, new DemoCalendar(bot, 0, range), range).All().ToList();

        Assert.InRange(minutes.Count(minute => minute.Minute < range.EachFrom), 130, 144);
        Assert.InRange(minutes.Count(minute => minute.Minute >= range.EachFrom), 1_300, 1_440);
        Assert.Equal(minutes.Select((_, index) => (ulong)index + 1), minutes.Select(minute => minute.Seq));
        Assert.Contains(minutes, minute => minute.Run.Deploy.Slower is not null);
        Assert.Contains(minutes, minute => minute.Run.Crashed);
        Assert.Equal(minutes[^1].Run.Deploy.Version, bot.Version);
    }

    private static async Task<IReadOnlyList<(DemoBot Demo, Bot Bot)>> RegisterAsync(LocalServer server)
    {
        var registry = server.Get<BotRegistry>();
        var bots = new List<(DemoBot, Bot)>();
        foreach (var demo in DemoFleet.Bots)
            bots.Add((demo, registry.All.FirstOrDefault(bot => bot.Name == demo.Name) ?? (await registry.CreateAsync(demo.Name, "a test", CancellationToken.None)).Bot));
        return bots;
    }

    private static DemoRange RangeOf(LocalServer server, IReadOnlyList<(DemoBot Demo, Bot Bot)> bots) =>
        server.Get<TelemetryCatalog>().SessionsOf(bots[0].Bot.Id).Select(session => DemoRange.Parse(session.Name)).First(range => range is not null)!.Value;

    // Each command's executions and failures over all of the past, as REST tells them and as the plan does.
    private static async Task AssertToldAsync(LocalServer server, IReadOnlyList<(DemoBot Demo, Bot Bot)> bots)
    {
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var range = RangeOf(server, bots);
        var from = DateTimeOffset.FromUnixTimeSeconds(range.From * 60).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        for (var number = 0; number < bots.Count; number++)
        {
            var (demo, bot) = bots[number];
            var planned = 0L;
            for (var instance = 0; instance < demo.Instances.Count; instance++)
            {
                var minutes = new DemoMinutes(demo, instance, new DemoCalendar(demo, number, range), range);
                foreach (var minute in minutes.All())
                {
                    minutes.Frame(minute, detailed: false, out var executions);
                    planned += executions;
                }
            }

            var commands = (await caller.GetAsync($"/api/v1/bots/{bot.Id}/commands?from={from}"))["items"];
            Assert.Equal(demo.Commands.Count, commands.GetArrayLength());
            Assert.Equal(planned, commands.EnumerateArray().Sum(command => command.GetProperty("count").GetInt64()));
        }
    }
}
