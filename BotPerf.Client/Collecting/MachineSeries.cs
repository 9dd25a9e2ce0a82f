using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>The series of the machine.</summary>
/// <param name="complete">There is a /proc to fill all of them.</param>
internal sealed class MachineSeries(SeriesRegistry series, bool complete)
{
    public GaugeSeries? Cpu { get; } = Gauge(series, MetricNames.SystemCpu, "percent", complete);
    public GaugeSeries? Load { get; } = Gauge(series, MetricNames.SystemLoad, "", complete);
    public GaugeSeries? MemoryTotal { get; } = Gauge(series, MetricNames.SystemMemoryTotal, "B", complete);
    public GaugeSeries? MemoryAvailable { get; } = Gauge(series, MetricNames.SystemMemoryAvailable, "B", complete);
    public GaugeSeries? MemoryCached { get; } = Gauge(series, MetricNames.SystemMemoryCached, "B", complete);
    public GaugeSeries? SwapUsed { get; } = Gauge(series, MetricNames.SystemSwapUsed, "B", complete);
    public CounterSeries? Read { get; } = complete ? series.Counter(MetricNames.DiskRead, "B").Series : null;
    public CounterSeries? Written { get; } = complete ? series.Counter(MetricNames.DiskWritten, "B").Series : null;
    public CounterSeries? Received { get; } = series.Counter(MetricNames.NetworkReceived, "B").Series;
    public CounterSeries? Sent { get; } = series.Counter(MetricNames.NetworkSent, "B").Series;

    private static GaugeSeries? Gauge(SeriesRegistry series, string metric, string unit, bool there) =>
        there ? series.Gauge(metric, unit, holds: false).Series : null;
}
