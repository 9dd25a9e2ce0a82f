using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>How long something took, over time, in seconds: all series and instances that fit together.</summary>
/// <param name="Points">Oldest first; a step in which nothing ran has none.</param>
internal sealed record LatencyHistory(StepRange Range, IReadOnlyList<HistogramPoint> Points, HeatMap Heat);

/// <summary>How many executions of each step took how long.</summary>
/// <param name="Bounds">The lower bound of each row in seconds, and the upper one of the last; each 1.41 times the one before.</param>
internal sealed record HeatMap(IReadOnlyList<double> Bounds, IReadOnlyList<HeatCell> Cells);

/// <param name="Row">From the fastest.</param>
internal readonly record struct HeatCell(DateTimeOffset T, int Row, long Count);

/// <summary>Durations of one thing over time, from merged sketches.</summary>
internal sealed class LatencyQueries(TelemetryCatalog catalog, StepReads steps, HeavyReads heavy)
{
    // Half octaves from a microsecond on: forty rows hold everything up to a second, and a screen the usual dozen.
    private const double Smallest = 1e-6;
    private const double RowsPerOctave = 2;

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="metric">A histogram by its stored name.</param>
    /// <param name="labels">Only series with all of these.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<LatencyHistory> OfAsync(
        BotId bot, string? instance, string metric, IReadOnlyDictionary<string, string> labels, StepRange range,
        CancellationToken cancellationToken) =>
        heavy.RunAsync(() =>
        {
            var wanted = catalog.SeriesOf(bot, metric)
                .Where(series => series.Kind == SeriesKind.Histogram && labels.All(label => series[label.Key] == label.Value))
                .Select(series => series.Id).ToHashSet();
            var fit = steps.Fit(bot, instance, range);
            var points = new List<HistogramPoint>();
            var cells = new List<(DateTimeOffset T, int Octave, long Count)>();
            foreach (var step in steps.Read(bot, instance, fit, wanted, cancellationToken))
            {
                var sketch = new Sketch();
                foreach (var aggregate in step.Found.Values)
                    sketch.Merge(aggregate.Sketch!);
                if (sketch.IsEmpty)
                    continue;

                var t = DateTimeOffset.FromUnixTimeSeconds(step.Minute * 60);
                points.Add(HistoryQueries.Point(t, sketch));
                cells.AddRange(Cells(sketch).Select(cell => (t, cell.Key, cell.Value)));
            }

            return new LatencyHistory(fit, points, Map(cells));
        }, cancellationToken);

    private static SortedDictionary<int, long> Cells(Sketch sketch)
    {
        var cells = new SortedDictionary<int, long>();
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            var value = Math.Max(Smallest, SketchBuckets.Estimate(sketch.Keys[i]));
            var octave = (int)Math.Floor(Math.Log2(value / Smallest) * RowsPerOctave);
            cells[octave] = cells.GetValueOrDefault(octave) + sketch.Counts[i];
        }

        return cells;
    }

    private static HeatMap Map(List<(DateTimeOffset T, int Octave, long Count)> cells)
    {
        if (cells.Count == 0)
            return new HeatMap([], []);

        var lowest = cells.Min(cell => cell.Octave);
        var highest = cells.Max(cell => cell.Octave);
        return new HeatMap(
            [.. Enumerable.Range(lowest, highest - lowest + 2).Select(octave => Smallest * Math.Pow(2, octave / RowsPerOctave))],
            [.. cells.Select(cell => new HeatCell(cell.T, cell.Octave - lowest, cell.Count))]);
    }
}
