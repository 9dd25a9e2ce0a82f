using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Components.Charts;

/// <summary>Sketches over time as a heat map: their buckets, sixteen together, on a logarithmic scale. Pure.</summary>
internal static class HeatRows
{
    private const int KeysPerRow = SketchBuckets.KeysPerOctave / 4;
    private const int MsPerSecond = 1_000;

    /// <param name="steps">Of durations in seconds, by the beginning of each step in Unix seconds.</param>
    public static HeatData Of(IReadOnlyList<(long T, Sketch Durations)> steps)
    {
        var counts = new Dictionary<(int Column, int Row), long>();
        for (var column = 0; column < steps.Count; column++)
        {
            var sketch = steps[column].Durations;
            for (var i = 0; i < sketch.Keys.Length; i++)
            {
                var cell = (column, RowOf(sketch.Keys[i]));
                counts[cell] = counts.GetValueOrDefault(cell) + sketch.Counts[i];
            }
        }

        if (counts.Count == 0) return new HeatData([], [], []);

        var first = counts.Keys.Min(cell => cell.Row);
        var rows = counts.Keys.Max(cell => cell.Row) - first + 1;
        return new HeatData(
            [.. steps.Select(step => step.T)],
            [.. Enumerable.Range(first, rows + 1).Select(row => SketchBuckets.LowerBound((row * KeysPerRow) + 1) * MsPerSecond)],
            [.. counts.Select(cell => new[] { cell.Key.Column, cell.Key.Row - first, cell.Value })]);
    }

    // What took no time at all is shown with the fastest that can be told apart.
    private static int RowOf(int key) => Math.Max(0, key - 1) / KeysPerRow;
}
