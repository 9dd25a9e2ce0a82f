using BotPerf.Client;
using BotPerf.Client.History;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class HistoryTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task GetHistory_FramesOfTenSeconds_AreOnePoint()
    {
        await using var monitor = Monitor();
        var counter = monitor.Counter("sent_total", ("channel", "dm"));
        for (var second = 0; second < 20; second++)
        {
            counter.Add(2);
            monitor.TrackCommandExecution("help", second + 1);
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            monitor.CutFrame();
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        var sent = Assert.Single(monitor.GetHistory("sent_total"));
        Assert.Equal([20, 20], sent.Points.Select(point => point.Value));
        Assert.Equal("dm", sent.Labels["channel"]);
        Assert.Equal(TimeSpan.FromSeconds(10), sent.Points[1].At - sent.Points[0].At);
        var help = Assert.Single(monitor.GetHistory("command_duration_seconds")).Points;
        Assert.Equal([(10, 0.001, 0.01), (10, 0.011, 0.02)],
            help.Select(point => (point.Count, Math.Round(point.Min, 9), Math.Round(point.Max, 9))));
        Assert.Equal(0.0155, help[1].Value, 1e-9);
    }

    [Fact]
    public async Task GetHistory_LongerThanAQuarterOfAnHour_ForgetsTheOldest()
    {
        await using var monitor = Monitor();
        var gauge = monitor.Gauge("guilds");
        for (var step = 0; step < 200; step++)
        {
            gauge.Set(step);
            _clock.Advance(TimeSpan.FromSeconds(10));
            monitor.CutFrame();
        }

        var points = Assert.Single(monitor.GetHistory("guilds", TimeSpan.FromDays(1))).Points;
        Assert.InRange(points.Count, 89, 91);
        Assert.Equal(199, points[^1].Value);
        Assert.InRange(Assert.Single(monitor.GetHistory("guilds", TimeSpan.FromMinutes(1))).Points.Count, 5, 7);
        Assert.Empty(monitor.GetHistory("guilds", TimeSpan.FromSeconds(-5)));
    }

    [Fact]
    public async Task GetHistory_MoreSeriesThanItHolds_KeepsTheFirstOnes()
    {
        await using var monitor = Monitor();
        for (var i = 0; i < RecentHistory.MostSeries + 50; i++)
            monitor.Counter("some_total", ("i", i)).Add();
        monitor.CutFrame();

        Assert.InRange(monitor.GetHistory("some_total").Count, 1, RecentHistory.MostSeries);
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions { Collectors = CollectorOptions.None }, logger: null, _clock, _ => null);
}
