using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class CollectorTests
{
    [Fact]
    public async Task Collectors_OfARunningBot_MeasureProcessAndRuntime()
    {
        await using var monitor = new PerformanceMonitor(
            new BotPerfOptions { CollectInterval = TimeSpan.FromSeconds(1) }, logger: null, TimeProvider.System, _ => null);

        await Eventually.TrueAsync("CPU and thread-pool delay are measured",
            () => Value(monitor, MetricNames.CpuPercent) is not null && Value(monitor, MetricNames.EventLoopLag) is not null);

        Assert.InRange(Value(monitor, MetricNames.CpuPercent)!.Value, 0, 100.0 * Environment.ProcessorCount + 10);
        Assert.InRange(Value(monitor, MetricNames.RssBytes)!.Value, 10e6, 10e9);
        Assert.InRange(Value(monitor, MetricNames.HeapBytes)!.Value, 1e5, 10e9);
        Assert.InRange(Value(monitor, MetricNames.Threads)!.Value, 2, 10_000);
        Assert.True(Value(monitor, MetricNames.Uptime) > 0);
        Assert.Equal(["0", "1", "2"], monitor.GetDetailedMetrics()
            .Where(reading => reading.Name == MetricNames.GcCollections).Select(reading => reading.Labels["generation"]));
    }

    [Fact]
    public async Task Collectors_SwitchedOff_MeasureNothing()
    {
        await using var monitor = new PerformanceMonitor(
            new BotPerfOptions { CollectProcess = false, CollectRuntime = false }, logger: null, TimeProvider.System, _ => null);

        Assert.Empty(monitor.GetDetailedMetrics());
    }

    private static double? Value(PerformanceMonitor monitor, string name) =>
        monitor.GetDetailedMetrics().FirstOrDefault(reading => reading.Name == name)?.Value;
}
