using System.Globalization;
using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class CollectorTests
{
    [Fact]
    public async Task Collectors_OfARunningBot_MeasureProcessRuntimeAndMachine()
    {
        var options = new BotPerfOptions();
        options.Collectors.Process.Interval = options.Collectors.Runtime.Interval = options.Collectors.System.Interval = TimeSpan.FromSeconds(1);
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);

        await Eventually.TrueAsync("CPU and thread-pool delay are measured",
            () => monitor.Value(MetricNames.CpuPercent) is not null && monitor.Value(MetricNames.EventLoopLag) is not null
                && monitor.Value(MetricNames.SystemCpu) is not null);

        Assert.InRange(monitor.Value(MetricNames.CpuPercent)!.Value, 0, 100.0 * Environment.ProcessorCount + 10);
        Assert.InRange(monitor.Value(MetricNames.RssBytes)!.Value, 10e6, 10e9);
        Assert.InRange(monitor.Value(MetricNames.SharedBytes)!.Value, 1e6, monitor.Value(MetricNames.RssBytes)!.Value * 2);
        Assert.InRange(monitor.Value(MetricNames.HeapBytes)!.Value, 1e5, 10e9);
        Assert.InRange(monitor.Value(MetricNames.MemoryLimit)!.Value, 1e8, 1e14);
        Assert.InRange(monitor.Value(MetricNames.Threads)!.Value, 2, 10_000);
        Assert.InRange(monitor.Value(MetricNames.PoolThreads)!.Value, 1, 10_000);
        Assert.True(monitor.Value(MetricNames.Uptime) > 0);
        Assert.InRange(monitor.Value(MetricNames.SystemCpu)!.Value, 0, 100);
        Assert.InRange(monitor.Value(MetricNames.SystemMemoryAvailable)!.Value, 1e6, monitor.Value(MetricNames.SystemMemoryTotal)!.Value);
        Assert.InRange(monitor.Value(MetricNames.DiskUsed)!.Value, 1e6, monitor.Value(MetricNames.DiskTotal)!.Value);
        Assert.Equal(["0", "1", "2"], monitor.GetDetailedMetrics()
            .Where(reading => reading.Name == MetricNames.GcCollections).Select(reading => reading.Labels["generation"]));
    }

    [Fact]
    public async Task Runtime_ExceptionsThrown_AreCountedAlsoWhenCaught()
    {
        var options = new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None };
        options.Collectors.Runtime = new CollectorSchedule { Interval = TimeSpan.FromSeconds(1) };
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);
        await Eventually.TrueAsync("the collector runs", () => monitor.Value(MetricNames.HeapBytes) is not null);

        for (var i = 0; i < 5; i++)
            Assert.Throws<FormatException>(() => int.Parse("on purpose", CultureInfo.InvariantCulture));

        await Eventually.TrueAsync("they are counted", () => monitor.Value(MetricNames.Exceptions) >= 5);
    }

    [Fact]
    public async Task Collectors_SwitchedOff_MeasureNothing()
    {
        await using var monitor = new PerformanceMonitor(
            new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None }, logger: null, TimeProvider.System, _ => null);

        Assert.Empty(monitor.GetDetailedMetrics());
    }
}

internal static class MonitorReadings
{
    /// <summary>Of the metric's first series that has the label; null when there is none.</summary>
    public static double? Value(this PerformanceMonitor monitor, string name, string? label = null, string? labelValue = null) =>
        monitor.Reading(name, label, labelValue)?.Value;

    public static MetricReading? Reading(this PerformanceMonitor monitor, string name, string? label = null, string? labelValue = null) =>
        monitor.GetDetailedMetrics().FirstOrDefault(reading =>
            reading.Name == name && (label is null || reading.Labels.GetValueOrDefault(label) == labelValue));
}
