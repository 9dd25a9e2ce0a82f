using System.Diagnostics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Hosting.Demo;

[Collection(ServerCollection.Name)]
public sealed class DemoServerTests
{
    [Fact]
    public async Task Demo_WithinFifteenSecondsOfItsStart_ShowsThreeBotsThatMove()
    {
        var began = Stopwatch.GetTimestamp();
        await using var server = await LocalServer.StartAsync(demo: true);
        var fleet = server.Get<FleetQueries>();

        await Eventually.TrueAsync("three bots answer commands", () => Task.FromResult(
            fleet.Overview() is { Count: 3 } bots
            && bots.All(bot => bot is { Freshness: Freshness.Live, CommandsPerMinute: > 0, P95Ms: > 0, RssBytes: > 0 })),
            TimeSpan.FromSeconds(15) - Stopwatch.GetElapsedTime(began));

        var before = fleet.Overview().Sum(bot => bot.CommandsPerMinute!.Value);
        await Eventually.TrueAsync("the figures move", () => Task.FromResult(
            fleet.Overview().Sum(bot => bot.CommandsPerMinute!.Value) > before), TimeSpan.FromSeconds(15));
        Assert.Equal(4, fleet.Overview().Single(bot => bot.Name == "Warden").InstancesLive);
    }
}
