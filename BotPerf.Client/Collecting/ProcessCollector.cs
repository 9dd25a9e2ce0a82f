using System.Diagnostics;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>CPU, memory, threads, open files and uptime of the bot's process.</summary>
internal sealed class ProcessCollector(SeriesRegistry series, TimeProvider time)
{
    private readonly GaugeSeries? _cpu = series.Gauge(MetricNames.CpuPercent, "percent", holds: false).Series;
    private readonly GaugeSeries? _rss = series.Gauge(MetricNames.RssBytes, "B", holds: false).Series;
    private readonly GaugeSeries? _virtual = series.Gauge(MetricNames.VirtualBytes, "B", holds: false).Series;
    private readonly GaugeSeries? _threads = series.Gauge(MetricNames.Threads, "", holds: false).Series;
    private readonly GaugeSeries? _uptime = series.Gauge(MetricNames.Uptime, "s", holds: false).Series;
    private readonly GaugeSeries? _openFiles =
        Directory.Exists(OpenFiles) ? series.Gauge(MetricNames.OpenFiles, "", holds: false).Series : null;
    private readonly Process _process = Process.GetCurrentProcess();

    // Linux lists them here; elsewhere there is no cheap way and no figure is better than a dear one.
    private const string OpenFiles = "/proc/self/fd";

    private long _measuredAt = time.GetTimestamp();
    private TimeSpan _cpuUsed = Environment.CpuUsage.TotalTime;

    public void Measure()
    {
        MeasureCpu();
        _process.Refresh();
        _rss?.Set(_process.WorkingSet64);
        _virtual?.Set(_process.VirtualMemorySize64);
        _threads?.Set(_process.Threads.Count);
        _uptime?.Set((time.GetUtcNow().UtcDateTime - _process.StartTime.ToUniversalTime()).TotalSeconds);
        _openFiles?.Set(Directory.EnumerateFiles(OpenFiles).Count());
    }

    /// <summary>Percent of one core, so that 200 stands for two busy ones.</summary>
    private void MeasureCpu()
    {
        var now = time.GetTimestamp();
        var used = Environment.CpuUsage.TotalTime;
        var passed = time.GetElapsedTime(_measuredAt, now);
        if (passed < TimeSpan.FromMilliseconds(500))
            return; // The first time: no figure rather than one over no time.

        _cpu?.Set((used - _cpuUsed) / passed * 100);
        _measuredAt = now;
        _cpuUsed = used;
    }
}
