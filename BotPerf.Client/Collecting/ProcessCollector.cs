using System.Diagnostics;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>CPU, memory, threads, open files and uptime of the bot's process.</summary>
internal sealed class ProcessCollector(SeriesRegistry series, TimeProvider time) : IMeasuring
{
    private readonly GaugeSeries? _cpu = series.Gauge(MetricNames.CpuPercent, "percent", holds: false).Series;
    private readonly GaugeSeries? _rss = series.Gauge(MetricNames.RssBytes, "B", holds: false).Series;
    private readonly GaugeSeries? _virtual = series.Gauge(MetricNames.VirtualBytes, "B", holds: false).Series;
    private readonly GaugeSeries? _threads = series.Gauge(MetricNames.Threads, "", holds: false).Series;
    private readonly GaugeSeries? _uptime = series.Gauge(MetricNames.Uptime, "s", holds: false).Series;
    private readonly GaugeSeries? _shared =
        File.Exists(Pages) ? series.Gauge(MetricNames.SharedBytes, "B", holds: false).Series : null;
    private readonly GaugeSeries? _openFiles =
        Directory.Exists(OpenFiles) ? series.Gauge(MetricNames.OpenFiles, "", holds: false).Series : null;
    private readonly DateTime _startedAt = StartedAt();

    // Linux lists them here; elsewhere there is no cheap way and no figure is better than a dear one.
    private const string OpenFiles = "/proc/self/fd";
    private const string Pages = "/proc/self/statm";
    private const int SlowOnesEvery = 10;

    private long _measuredAt = time.GetTimestamp();
    private int _measured;
    private TimeSpan _cpuUsed = Environment.CpuUsage.TotalTime;

    public void Measure()
    {
        MeasureCpu();
        var reading = ProcessReading.Now();
        _rss?.Set(reading.Rss);
        _virtual?.Set(reading.Virtual);
        _threads?.Set(reading.Threads);
        _uptime?.Set((time.GetUtcNow().UtcDateTime - _startedAt).TotalSeconds);

        // Listing files costs more than all the rest, and these move slowly.
        if (_measured++ % SlowOnesEvery != 0)
            return;
        _openFiles?.Set(Directory.EnumerateFiles(OpenFiles).Count());
        _shared?.Set(ProcessReading.SharedNow());
    }

    public void Dispose()
    {
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

    private static DateTime StartedAt()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
