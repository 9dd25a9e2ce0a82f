namespace BotPerf.Client;

/// <summary>
/// Brings the bot's figures somewhere else, at an interval (source 001). An exporter that fails or hangs harms neither the
/// bot nor the others: it is told once in the log, counted in <c>export_failures_total{exporter}</c>, and called again at
/// the next interval.
/// </summary>
public interface IMetricsExporter
{
    /// <summary>Names it in the log and in the metric, e.g. <c>file</c>.</summary>
    string Name { get; }

    /// <summary>Called by one thread at a time, and once more when the bot ends.</summary>
    /// <param name="export">What was recorded.</param>
    /// <param name="cancellationToken">The time is up: 30 seconds, less when the bot ends.</param>
    Task ExportAsync(MetricsExport export, CancellationToken cancellationToken);
}

/// <summary>The figures of the bot at one moment.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Interval">Since this exporter was called before, or since it was added.</param>
/// <param name="Instance">The name of this process among the bot's.</param>
/// <param name="Metrics">Each metric that has a value; counters and distributions since the start of the bot.</param>
/// <param name="Recent">
/// The same for the interval alone: increases of counters, distributions of what was recorded in it (their minimum and
/// maximum within 1 %), gauges as they are. Only what has changed, and all gauges. An exporter that could not deliver it
/// keeps it itself if it needs it later.
/// </param>
public sealed record MetricsExport(
    DateTimeOffset At, TimeSpan Interval, string Instance, IReadOnlyList<MetricReading> Metrics,
    IReadOnlyList<MetricReading> Recent);
