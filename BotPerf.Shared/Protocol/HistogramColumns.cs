using BotPerf.Shared.Sketches;

namespace BotPerf.Shared.Protocol;

/// <summary>A sketch as the columns of a frame hold it.</summary>
internal static class HistogramColumns
{
    /// <param name="histograms">The columns.</param>
    /// <param name="series">The series' number.</param>
    /// <param name="sketch">Not empty.</param>
    public static void Add(this Histograms histograms, uint series, Sketch sketch)
    {
        histograms.Series.Add(series);
        histograms.Sum.Add(sketch.Sum);
        histograms.Min.Add(sketch.Min);
        histograms.Max.Add(sketch.Max);
        histograms.Bins.Add((uint)sketch.Keys.Length);
        var previous = 0;
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            histograms.Key.Add((uint)(sketch.Keys[i] - previous));
            histograms.Count.Add((ulong)sketch.Counts[i]);
            previous = sketch.Keys[i];
        }
    }
}
