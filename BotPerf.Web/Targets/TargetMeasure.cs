using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Targets;

/// <summary>How each kind of target counts, from the metrics that are stored. Pure.</summary>
internal static class TargetMeasure
{
    /// <summary>All that any kind counts by.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
        [.. Enum.GetValues<TargetKind>().SelectMany(MetricsOf).Distinct()];

    public static bool HasThreshold(TargetKind kind) => kind is TargetKind.Fast or TargetKind.Acknowledged or TargetKind.Queries;

    public static bool HasCommand(TargetKind kind) => kind is TargetKind.Success or TargetKind.Fast or TargetKind.Acknowledged;

    public static IReadOnlyList<string> MetricsOf(TargetKind kind) => kind switch
    {
        TargetKind.Success => [MetricNames.CommandDuration, MetricNames.CommandErrors],
        TargetKind.Fast => [MetricNames.CommandDuration],
        TargetKind.Acknowledged => [MetricNames.CommandAck],
        TargetKind.Calls => [MetricNames.ApiCallDuration, MetricNames.ApiCallErrors],
        TargetKind.Queries => [MetricNames.QueryDuration],
        _ => [MetricNames.CacheHits, MetricNames.CacheMisses],
    };

    /// <remarks>A bot may have sent a metric of that name first as one of another kind, which it then stays.</remarks>
    public static bool IsOf(Target target, Series series) =>
        MetricsOf(target.Kind).Contains(series.Name) && (target.Command is null || series[LabelNames.Command] == target.Command)
        && series.Kind == (series.Name.EndsWith("_total", StringComparison.Ordinal) ? SeriesKind.Counter : SeriesKind.Histogram);

    /// <param name="target">What is counted.</param>
    /// <param name="found">The series of <see cref="IsOf"/> with what they did.</param>
    public static Tally Of(Target target, IEnumerable<(Series Series, SeriesAggregate Did)> found)
    {
        var (all, bad) = (0.0, 0.0);
        foreach (var (series, did) in found)
        {
            switch (series.Name)
            {
                case MetricNames.CommandErrors or MetricNames.ApiCallErrors or MetricNames.CacheMisses:
                    bad += did.Sum;
                    break;
                case MetricNames.CacheHits:
                    all += did.Sum;
                    break;
                default:
                    all += did.Values.Count;
                    if (HasThreshold(target.Kind))
                        bad += did.Values.Count - CountUpTo(did, target.ThresholdSeconds ?? double.PositiveInfinity);
                    break;
            }
        }

        if (target.Kind == TargetKind.Cache)
            all += bad;
        return new Tally(all, bad);
    }

    // Exact where the threshold lies outside of what there was; else within the bucket it lies in, which counts as good.
    private static long CountUpTo(SeriesAggregate did, double threshold)
    {
        if (did.Values.Max <= threshold)
            return did.Values.Count;
        if (did.Values.Min > threshold)
            return 0;

        var sketch = did.Sketch!;
        var key = SketchBuckets.KeyOf(threshold);
        var count = 0L;
        for (var i = 0; i < sketch.Keys.Length && sketch.Keys[i] <= key; i++)
            count += sketch.Counts[i];
        return count;
    }
}
