using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Tests.Client;

/// <summary>Reads frames as a server does.</summary>
internal static class FrameReader
{
    public static IEnumerable<(uint Series, Sketch Sketch)> Sketches(Frame frame)
    {
        var at = 0;
        for (var i = 0; i < (frame.Histograms?.Series.Count ?? 0); i++)
        {
            var columns = frame.Histograms!;
            var sketch = new Sketch();
            var key = 0;
            var hint = -1;
            for (var bin = 0; bin < columns.Bins[i]; bin++, at++)
            {
                key += (int)columns.Key[at];
                sketch.AddBin(key, (long)columns.Count[at], ref hint);
            }

            sketch.AddTotals(columns.Sum[i], columns.Min[i], columns.Max[i]);
            yield return (columns.Series[i], sketch);
        }
    }

    public static long Count(Frame frame, IReadOnlyDictionary<uint, SeriesDefinition> definitions, string metric) =>
        Sketches(frame).Where(one => Definition(frame, definitions, one.Series).Name == metric).Sum(one => one.Sketch.Count);

    /// <summary>What a number means in a frame.</summary>
    public static SeriesDefinition Definition(Frame frame, IReadOnlyDictionary<uint, SeriesDefinition> definitions, uint number) =>
        frame.SelfContained ? frame.Series[(int)number] : definitions[number];

    public static double Counted(IEnumerable<Frame> frames, uint series) =>
        frames.Where(frame => frame.Counters is not null)
            .Sum(frame => frame.Counters.Series.Zip(frame.Counters.Delta).Where(pair => pair.First == series).Sum(pair => pair.Second));
}
