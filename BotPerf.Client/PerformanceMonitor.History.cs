using BotPerf.Client.History;
using BotPerf.Client.Recording;
using BotPerf.Client.Summaries;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private readonly RecentHistory _history = new();

    /// <summary>
    /// How a metric went lately, from the process itself: points of ten seconds over at most 15 minutes, as of the last
    /// frame, for the first 200 series in use. The server keeps the long history. [000]
    /// </summary>
    /// <param name="metric">As it is stored, e.g. <c>command_duration_seconds</c>; characters beyond that alphabet become <c>_</c>.</param>
    /// <param name="duration">How far back; more than 15 minutes is taken for 15 minutes, null too.</param>
    /// <returns>Each series of the metric that has points; empty when there is none.</returns>
    public IReadOnlyList<MetricHistory> GetHistory(string metric, TimeSpan? duration = null) =>
        Texts.MetricName(metric) is { } name ? _history.Read(name, HistoryStart(duration)) : [];

    /// <summary>
    /// Every metric that has a value, up to this moment, each with its history of the last 15 minutes (see
    /// <see cref="GetHistory"/>). Needs no server. [000]
    /// </summary>
    public IReadOnlyList<MetricReading> GetDetailedMetrics()
    {
        var since = HistoryStart(null);
        return _flusher.Read(() => MetricsReader.Readings(_recorder.Series, series => _history.Of(series, since)));
    }

    private DateTimeOffset HistoryStart(TimeSpan? duration)
    {
        var back = duration is { } given && given < RecentHistory.Length ? given : RecentHistory.Length;
        return _recorder.Time.GetUtcNow() - (back > TimeSpan.Zero ? back : TimeSpan.Zero);
    }
}
