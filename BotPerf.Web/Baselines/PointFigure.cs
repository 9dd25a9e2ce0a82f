using BotPerf.Web.Rollups;

namespace BotPerf.Web.Baselines;

/// <summary>One figure of the points of a history, by the name it has in JSON. Pure.</summary>
internal static class PointFigure
{
    /// <param name="point">As a history has it.</param>
    /// <param name="figure">Of a counter rate or increase; of a gauge last, avg, min or max; of a histogram count, rate, avg, min, max or a percentile.</param>
    /// <param name="seconds">How much of the step has passed.</param>
    /// <returns>In the stored unit; null: the kind has no such figure.</returns>
    public static double? Of(object point, string figure, double seconds) => (point, figure) switch
    {
        (CounterPoint counter, "rate") => counter.Rate,
        (CounterPoint counter, "increase") => counter.Increase,
        (GaugePoint gauge, "last") => gauge.Last,
        (GaugePoint gauge, "avg") => gauge.Avg,
        (GaugePoint gauge, "min") => gauge.Min,
        (GaugePoint gauge, "max") => gauge.Max,
        (HistogramPoint histogram, "p50") => histogram.P50,
        (HistogramPoint histogram, "p90") => histogram.P90,
        (HistogramPoint histogram, "p95") => histogram.P95,
        (HistogramPoint histogram, "p99") => histogram.P99,
        (HistogramPoint histogram, "avg") => histogram.Avg,
        (HistogramPoint histogram, "min") => histogram.Min,
        (HistogramPoint histogram, "max") => histogram.Max,
        (HistogramPoint histogram, "rate") => histogram.Count / seconds,
        (HistogramPoint histogram, "count") => histogram.Count,
        _ => null,
    };

    /// <summary>Unix time in seconds.</summary>
    public static long At(object point) => point switch
    {
        CounterPoint counter => counter.T.ToUnixTimeSeconds(),
        GaugePoint gauge => gauge.T.ToUnixTimeSeconds(),
        _ => ((HistogramPoint)point).T.ToUnixTimeSeconds(),
    };

    /// <summary>Those that mean the same over an hour as over a minute: of these it can be told what is usual.</summary>
    public static IReadOnlyList<string> OfHours(string kind) => kind switch
    {
        "gauge" => ["avg", "last"],
        "counter" => ["rate"],
        _ => ["p95", "p50", "p90", "p99", "avg", "rate"],
    };

    /// <summary>Those whose way can be foretold: of a memory also its floor and its peaks.</summary>
    public static IReadOnlyList<string> OfTrends(string kind) => kind == "gauge" ? ["avg", "last", "min", "max"] : OfHours(kind);
}
