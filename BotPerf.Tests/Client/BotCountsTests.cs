using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class BotCountsTests
{
    [Fact]
    public async Task BotCounts_SetLater_AreMeasuredAndUnknownOnesAreNot()
    {
        await using var monitor = Monitor(null);

        monitor.CountWith(() => new BotCounts { Guilds = 120, ShardsConnected = 3, QueueLength = 0 });

        await Eventually.TrueAsync("they are measured", () => monitor.Value(MetricNames.Guilds) == 120);
        Assert.Equal((3, 0), (monitor.Value(MetricNames.ShardsConnected), monitor.Value(MetricNames.QueueLength)));
        Assert.Null(monitor.Value(MetricNames.Users));
    }

    [Fact]
    public async Task BotCounts_CallbackFailsFirst_IsAskedAgainAndToldOnce()
    {
        var log = new ListLogger();
        var asked = 0;
        await using var monitor = Monitor(
            () => Interlocked.Increment(ref asked) < 3 ? throw new Unspeakable() : new BotCounts { Guilds = 7 }, log);

        await Eventually.TrueAsync("the third answer counts", () => monitor.Value(MetricNames.Guilds) == 7);

        Assert.Single(log.Lines, line => line.Contains("BotCounts"));
    }

    [Fact]
    public async Task BotCounts_CallbackHangs_HoldsUpNothingElse()
    {
        var log = new ListLogger();
        using var release = new ManualResetEventSlim();
        var asked = 0;
        var monitor = Monitor(
            () =>
            {
                Interlocked.Increment(ref asked);
                release.Wait();
                return new BotCounts();
            }, log);

        await Eventually.TrueAsync("it is told", () => log.Lines.Any(line => line.Contains("BotCounts")));
        await monitor.DisposeAsync();

        Assert.Equal(1, asked);
        release.Set();
    }

    private static PerformanceMonitor Monitor(Func<BotCounts>? counts, ListLogger? log = null)
    {
        var options = new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None };
        options.Collectors.Bot = new CollectorSchedule { Interval = TimeSpan.FromSeconds(1) };
        options.Collectors.BotCounts = counts;
        return new PerformanceMonitor(options, log, TimeProvider.System, _ => null);
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
