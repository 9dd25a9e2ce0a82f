using BotPerf.Client.Recording;
using BotPerf.Client.Summaries;

namespace BotPerf.Client.History;

/// <summary>
/// The last quarter of an hour in points of ten seconds, for at most 200 series: about 1.5 MiB when all are in use, and
/// nothing for series that are not. Further series have no history until others have been silent for the whole time.
/// </summary>
internal sealed class RecentHistory
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    public const int MostSeries = 200;

    private static readonly int s_points = (int)(Length / Step);

    private readonly Lock _gate = new();
    private readonly Dictionary<Series, SeriesHistory> _series = [];
    private DateTimeOffset _step;

    /// <param name="end">Of the interval.</param>
    public void Take(RecordedInterval interval, DateTimeOffset end)
    {
        var at = new DateTimeOffset((end.UtcTicks - 1) / Step.Ticks * Step.Ticks + Step.Ticks, TimeSpan.Zero);
        lock (_gate)
        {
            if (at != _step)
                ForgetSilent(at);
            _step = at;
            foreach (var histogram in interval.Histograms)
                Of(histogram)?.Add(at, histogram.Interval);
            foreach (var counter in interval.Counters)
                Of(counter)?.Add(at, counter.Interval);
            foreach (var (gauge, reading) in interval.Gauges)
                Of(gauge)?.Add(at, reading);
        }
    }

    public IReadOnlyList<MetricHistory> Read(string metric, DateTimeOffset since)
    {
        lock (_gate)
        {
            return [.. _series.Where(pair => pair.Key.Identity.Name == metric).OrderBy(pair => pair.Key.Number)
                .Select(pair => new MetricHistory(
                    metric, MetricsReader.LabelsOf(pair.Key), KindOf(pair.Key), pair.Key.Identity.Unit, pair.Value.Since(since)))
                .Where(history => history.Points.Count > 0)];
        }
    }

    public IReadOnlyList<HistoryPoint> Of(Series series, DateTimeOffset since)
    {
        lock (_gate)
            return _series.TryGetValue(series, out var history) ? history.Since(since) : [];
    }

    private SeriesHistory? Of(Series series)
    {
        if (_series.TryGetValue(series, out var known))
            return known;
        if (_series.Count >= MostSeries)
            return null;
        return _series[series] = new SeriesHistory(s_points);
    }

    private void ForgetSilent(DateTimeOffset at)
    {
        foreach (var (series, history) in _series)
        {
            if (at - history.Newest > Length)
                _series.Remove(series);
        }
    }

    private static MetricKind KindOf(Series series) => series switch
    {
        HistogramSeries => MetricKind.Histogram,
        CounterSeries => MetricKind.Counter,
        _ => MetricKind.Gauge,
    };
}
