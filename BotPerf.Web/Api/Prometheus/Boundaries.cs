using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>The fixed bucket boundaries of exported histograms, by unit. Pure.</summary>
internal static class Boundaries
{
    // 3 s: how long Discord waits for an acknowledgement.
    private static readonly double[] s_seconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3, 5, 10, 30, 60];

    private static readonly double[] s_bytes =
        [64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864, 268_435_456];

    private static readonly double[] s_other =
        [0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000];

    public static IReadOnlyList<double> For(string metric, string unit)
    {
        if (unit == "s" || metric.EndsWith("_seconds", StringComparison.Ordinal))
            return s_seconds;
        return unit is "B" or "By" || metric.EndsWith("_bytes", StringComparison.Ordinal) ? s_bytes : s_other;
    }

    /// <summary>
    /// How many values are not above each boundary. A value within 0.8 % of a boundary may be counted on its other side,
    /// since a sketch knows it no closer; the count of all is exact.
    /// </summary>
    public static long[] Cumulative(Sketch sketch, IReadOnlyList<double> boundaries)
    {
        var counts = new long[boundaries.Count];
        var seen = 0L;
        var bin = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            for (; bin < sketch.Keys.Length && SketchBuckets.Estimate(sketch.Keys[bin]) <= boundaries[i]; bin++)
                seen += sketch.Counts[bin];
            // The ends are known exactly.
            counts[i] = sketch.Max <= boundaries[i] ? sketch.Count : sketch.Min > boundaries[i] ? 0 : seen;
        }

        return counts;
    }
}
