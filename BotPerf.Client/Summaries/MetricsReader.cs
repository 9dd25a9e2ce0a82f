using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.Summaries;

/// <summary>Reads what was recorded since the start. The caller holds the interval still.</summary>
internal static class MetricsReader
{
    public static IReadOnlyList<MetricReading> Readings(SeriesRegistry registry)
    {
        var readings = new List<MetricReading>(registry.Count);
        foreach (var series in registry.All)
        {
            if (Read(series) is { } reading)
                readings.Add(reading);
        }

        return readings;
    }

    /// <param name="historyOf">The points of a series.</param>
    public static IReadOnlyList<MetricReading> Readings(SeriesRegistry registry, Func<Series, IReadOnlyList<HistoryPoint>> historyOf)
    {
        var readings = new List<MetricReading>(registry.Count);
        foreach (var series in registry.All)
        {
            if (Read(series) is { } reading)
                readings.Add(reading with { History = historyOf(series) });
        }

        return readings;
    }

    public static IReadOnlyDictionary<string, string> LabelsOf(Series series)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < series.Identity.Labels.Length; i += 2)
            labels[series.Identity.Labels[i]] = series.Identity.Labels[i + 1];
        return labels;
    }

    public static IReadOnlyList<CommandSummary> Commands(IReadOnlyList<MetricReading> readings)
    {
        // The bot may have metrics of its own under that name.
        var errors = readings.Where(reading => reading is { Name: MetricNames.CommandErrors, Kind: MetricKind.Counter })
            .GroupBy(KeyOf).ToDictionary(same => same.Key, same => (long)same.Sum(reading => reading.Value!.Value));
        return [.. readings.Where(reading => reading.Name == MetricNames.CommandDuration)
            .Select(reading => new CommandSummary(
                reading.Labels[LabelNames.Command], reading.Labels.GetValueOrDefault(LabelNames.Module),
                reading.Labels.GetValueOrDefault(LabelNames.Kind), errors.GetValueOrDefault(KeyOf(reading)),
                reading.Distribution!))
            .OrderByDescending(command => command.Durations.Count)];
    }

    private static (string?, string?, string?) KeyOf(MetricReading reading) => (
        reading.Labels.GetValueOrDefault(LabelNames.Command), reading.Labels.GetValueOrDefault(LabelNames.Module),
        reading.Labels.GetValueOrDefault(LabelNames.Kind));

    /// <summary>Null when it has no value yet.</summary>
    public static MetricReading? Read(Series series) => series switch
    {
        HistogramSeries histogram when Whole(histogram) is { IsEmpty: false } sketch => Reading(series, MetricKind.Histogram, null, Summary(sketch)),
        CounterSeries counter => Reading(series, MetricKind.Counter, counter.Lifetime + counter.Interval, null),
        GaugeSeries { Last: { } last } => Reading(series, MetricKind.Gauge, last, null),
        _ => null,
    };

    public static Sketch Whole(HistogramSeries histogram)
    {
        var whole = new Sketch();
        whole.Merge(histogram.Lifetime);
        whole.Merge(histogram.Interval);
        return whole;
    }

    public static MetricReading Reading(Series series, MetricKind kind, double? value, DistributionSummary? distribution) =>
        new(series.Identity.Name, kind, LabelsOf(series), series.Identity.Unit, value, distribution);

    public static DistributionSummary Summary(Sketch sketch) => new(
        sketch.Count, sketch.Sum, sketch.Min, sketch.Max, sketch.Quantile(0.5), sketch.Quantile(0.9),
        sketch.Quantile(0.95), sketch.Quantile(0.99));
}
