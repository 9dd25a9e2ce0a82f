using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Rollups;

/// <summary>One kind of call over a range: queries of a type, requests of a host. Durations in milliseconds.</summary>
/// <param name="Names">The values of the labels it is grouped by; empty for one that was not sent.</param>
/// <param name="Errors">Null: the bot never counted any.</param>
public sealed record CallRow(
    IReadOnlyList<string> Names, long Count, double PerMinute, double AvgMs, double P50Ms, double P95Ms, double P99Ms,
    double MaxMs, long? Errors)
{
    public double? ErrorRate => Errors is { } errors ? Math.Min(1, (double)errors / Count) : null;
}

/// <summary>Histograms of calls as rows, the most frequent first. Pure.</summary>
internal static class CallRows
{
    private const double MsPerSecond = 1_000;

    /// <param name="figures">What was read.</param>
    /// <param name="durations">The histogram.</param>
    /// <param name="errors">The counter of those that failed, with the same labels.</param>
    /// <param name="labels">What the rows are grouped by.</param>
    public static IReadOnlyList<CallRow> Of(
        MetricFigures figures, string durations, string errors, params IReadOnlyList<string> labels)
    {
        var failed = figures.Of(errors)
            .GroupBy(line => Key(line, labels)).ToDictionary(group => group.Key, group => (long)group.Sum(line => line.Total.Sum));
        return Of(figures, durations, labels, rows => failed.Count == 0 ? null : failed.GetValueOrDefault(Key(rows[0], labels)));
    }

    /// <param name="figures">What was read.</param>
    /// <param name="durations">The histogram.</param>
    /// <param name="labels">What the rows are grouped by.</param>
    /// <param name="errors">How many of a row failed.</param>
    public static IReadOnlyList<CallRow> Of(
        MetricFigures figures, string durations, IReadOnlyList<string> labels, Func<IReadOnlyList<MetricLine>, long?> errors)
    {
        var all = figures.Of(durations);
        var minutes = figures.Minutes;
        return [.. all.GroupBy(line => Key(line, labels))
            .Select(group => Row([.. group], labels, minutes, errors))
            .OrderByDescending(row => row.Count).ThenBy(row => string.Join('\0', row.Names), StringComparer.Ordinal)];
    }

    private static CallRow Row(
        IReadOnlyList<MetricLine> lines, IReadOnlyList<string> labels, double minutes, Func<IReadOnlyList<MetricLine>, long?> errors)
    {
        var sketch = new Sketch();
        foreach (var line in lines)
            sketch.Merge(line.Total.Sketch!);
        return new CallRow(
            [.. labels.Select(label => lines[0].Series[label])], sketch.Count, sketch.Count / minutes, sketch.Average * MsPerSecond,
            sketch.Quantile(0.50) * MsPerSecond, sketch.Quantile(0.95) * MsPerSecond, sketch.Quantile(0.99) * MsPerSecond,
            sketch.Max * MsPerSecond, errors(lines));
    }

    private static string Key(MetricLine line, IReadOnlyList<string> labels) =>
        string.Join('\0', labels.Select(label => line.Series[label]));
}
