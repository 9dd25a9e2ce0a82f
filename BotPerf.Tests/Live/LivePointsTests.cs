using BotPerf.Client;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Live;

[Collection(ServerCollection.Name)]
public sealed class LivePointsTests
{
    [Fact]
    public async Task Points_ABotThatSends_HaveItsCommandsAndPercentiles()
    {
        await using var server = await LocalServer.StartAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("points", "a test", CancellationToken.None);
        await using var monitor = new PerformanceMonitor(new BotPerfOptions { Url = server.Url, Key = made.Key.Text });

        var fleet = server.Get<FleetQueries>();
        await Eventually.TrueAsync("a point has commands and percentiles", () =>
        {
            monitor.TrackCommandExecution("help", 120);
            var points = fleet.Points(made.Bot.Id, null, 0);
            return Task.FromResult(points.Any(point => point is { Commands: > 0, P95Ms: > 118 and < 122, RssBytes: > 0 }));
        }, TimeSpan.FromSeconds(15));
    }
}
