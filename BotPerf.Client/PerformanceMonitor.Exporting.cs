using BotPerf.Client.Exporting;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private readonly List<ExportWorker> _exporters = [];
    private readonly PrometheusEndpoint? _scrapes;

    /// <summary>Brings the figures somewhere else from now on (source 001).</summary>
    /// <param name="exporter">Called once an interval, and once when the monitor ends.</param>
    /// <param name="interval">1 second to 1 hour; null, or out of range: <see cref="BotPerfOptions.ExportInterval"/>.</param>
    public void AddExporter(IMetricsExporter exporter, TimeSpan? interval = null)
    {
        if (!IsEnabled || exporter is null)
            return;

        var pause = interval is { } given && given >= TimeSpan.FromSeconds(1) && given <= TimeSpan.FromHours(1)
            ? given : _settings.ExportInterval;
        var worker = new ExportWorker(exporter, pause, _settings.Instance, _recorder, _flusher, _logger);
        lock (_gate)
        {
            if (_shutdown is not null)
                return;
            _exporters.Add(worker);
            worker.Start(_stopWork.Token);
        }
    }

    private PrometheusEndpoint? OpenEndpoint(PrometheusSettings settings)
    {
        try
        {
            return PrometheusEndpoint.Open(settings, () => ExportMetrics(MetricsFormat.Prometheus), _logger);
        }
        catch (Exception exception)
        {
            _problems.Add($"Prometheus:Port is {settings.Port} and cannot be opened: {exception.Message}. Choose a free port.");
            return null;
        }
    }
}
