using BotPerf.Client.Summaries;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    /// <summary>The commands in short, up to this moment. Needs no server.</summary>
    public MetricsSummary GetMetrics()
    {
        var commands = MetricsReader.Commands(Readings());
        var now = _recorder.Time.GetUtcNow();
        return new MetricsSummary(
            now, _recorder.Time.GetElapsedTime(_began), commands.Sum(command => command.Durations.Count),
            commands.Sum(command => command.Errors), commands);
    }

    /// <summary><see cref="GetDetailedMetrics"/> as text for other programs.</summary>
    /// <param name="format">An unknown one is taken for JSON.</param>
    public string ExportMetrics(MetricsFormat format = MetricsFormat.Json)
    {
        var readings = Readings();
        return format switch
        {
            MetricsFormat.Prometheus => MetricsText.Prometheus(readings),
            MetricsFormat.Csv => MetricsText.Csv(readings),
            _ => MetricsText.Json(readings),
        };
    }
}
