using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey;

/// <summary>The whole path, from a recorded duration to the figure a person reads.</summary>
[Collection(ServerCollection.Name)]
public sealed class PercentilesTests
{
    private const int Executions = 20_000;
    private const double Tolerance = 0.01;

    [BrowserFact]
    public async Task CommandsPage_ManyDurations_ShowsExactPercentilesWithinOnePercent()
    {
        var durations = LogNormal(seed: 7, medianMs: 120, spread: 0.9);
        await using var server = await ServerProcess.StartAsync();
        await RecordAsync(server, await server.AddBotAsync("Aurora"), durations);

        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        await browser.Page.GotoAsync("/commands?range=15m");
        await Eventually.TrueAsync("all executions are on the page", async () =>
            await dashboard.CommandFigureAsync("help", "uses") is Executions);

        Array.Sort(durations);
        Assert.Equal(durations[0], await ReadAsync(dashboard, "min"), durations[0] * Tolerance);
        Assert.Equal(durations[^1], await ReadAsync(dashboard, "max"), durations[^1] * Tolerance);
        Assert.Equal(durations.Average(), await ReadAsync(dashboard, "avg"), durations.Average() * Tolerance);
        foreach (var (column, quantile) in new[] { ("p50", 0.50), ("p95", 0.95), ("p99", 0.99) })
        {
            var exact = durations[(int)Math.Ceiling(quantile * Executions) - 1];
            Assert.Equal(exact, await ReadAsync(dashboard, column), exact * Tolerance);
        }

        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task RecordAsync(ServerProcess server, string key, double[] durations)
    {
        await using var monitor = new PerformanceMonitor(new BotPerfOptions
        {
            Url = server.Url, Key = key, ShutdownTimeout = TimeSpan.FromSeconds(20),
        });
        foreach (var durationMs in durations)
            monitor.TrackCommandExecution("help", durationMs, true);
        await monitor.ShutdownAsync();

        Assert.Equal(new DeliveryCounts(Executions, Executions, 0, 0), monitor.Delivery.Executions);
    }

    private static async Task<double> ReadAsync(Dashboard dashboard, string column)
    {
        double? figure = null;
        await Eventually.TrueAsync($"{column} is shown", async () =>
            (figure = await dashboard.CommandFigureAsync("help", column)) is not null);
        return figure!.Value;
    }

    /// <summary>What durations of commands look like: most are quick, a few are very slow.</summary>
    private static double[] LogNormal(int seed, double medianMs, double spread)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Executions).Select(_ =>
            medianMs * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
