using BotPerf.Client.Recording;
using BotPerf.Client.Summaries;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.Exporting;

/// <summary>What one exporter was told before, so that it can be told what is new.</summary>
internal sealed class RecentReadings
{
    private readonly Dictionary<int, double> _counters = [];
    private readonly Dictionary<int, Sketch> _histograms = [];

    /// <summary>The caller holds the interval still.</summary>
    public IReadOnlyList<MetricReading> Next(SeriesRegistry registry)
    {
        var readings = new List<MetricReading>();
        foreach (var series in registry.All)
        {
            var recent = series switch
            {
                CounterSeries counter => Next(counter),
                HistogramSeries histogram => Next(histogram),
                _ => MetricsReader.Read(series),
            };
            if (recent is not null)
                readings.Add(recent);
        }

        return readings;
    }

    private MetricReading? Next(CounterSeries counter)
    {
        var total = counter.Lifetime + counter.Interval;
        var increase = total - _counters.GetValueOrDefault(counter.Number);
        _counters[counter.Number] = total;
        return increase > 0 ? MetricsReader.Read(counter)! with { Value = increase } : null;
    }

    private MetricReading? Next(HistogramSeries histogram)
    {
        var whole = MetricsReader.Whole(histogram);
        var before = _histograms.GetValueOrDefault(histogram.Number);
        if (whole.Count == (before?.Count ?? 0))
            return null;

        _histograms[histogram.Number] = whole;
        return MetricsReader.Reading(
            histogram, MetricKind.Histogram, null, MetricsReader.Summary(before is null ? whole : Difference(whole, before)));
    }

    /// <summary>What came after <paramref name="before"/>: its minimum and maximum are those of its buckets.</summary>
    private static Sketch Difference(Sketch whole, Sketch before)
    {
        var difference = new Sketch(whole.Keys.Length);
        int hint = -1, least = -1, most = -1, at = 0;
        for (var i = 0; i < whole.Keys.Length; i++)
        {
            var had = at < before.Keys.Length && before.Keys[at] == whole.Keys[i] ? before.Counts[at++] : 0;
            if (whole.Counts[i] == had)
                continue;

            difference.AddBin(whole.Keys[i], whole.Counts[i] - had, ref hint);
            least = least < 0 ? whole.Keys[i] : least;
            most = whole.Keys[i];
        }

        difference.AddTotals(
            Math.Max(0, whole.Sum - before.Sum),
            Math.Clamp(SketchBuckets.Estimate(least), whole.Min, whole.Max),
            Math.Clamp(SketchBuckets.Estimate(most), whole.Min, whole.Max));
        return difference;
    }
}
