using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>
/// Makes a sketch of a histogram's buckets. Count is exact, sum, minimum and maximum are if the histogram has them. Where in
/// its bucket a value lay nobody knows any more, so a percentile is as good as the bucket it falls into is narrow:
/// <see cref="ExplicitError"/>, <see cref="ExponentialError"/>. Pure.
/// </summary>
internal static class BucketSketch
{
    // A bucket's values are spread over so many places: no more than a few bytes each, whatever range it claims.
    private const int PlacesOfABucket = 32;

    /// <summary>How far a value of a sketch's bucket may be from its estimate: (l, u) → 2·l·u/(l+u), as u/l = 65/64 at most.</summary>
    public const double SketchError = 1.0 / 129;

    /// <summary>How far a percentile of an explicit bucket may be from the true one, at most, relative to the true one.</summary>
    public static double ExplicitError(double lower, double upper) =>
        (1 + SketchError) * upper / lower - 1;

    /// <summary>The same for an exponential histogram: each value is taken for the harmonic middle of its bucket.</summary>
    public static double ExponentialError(int scale)
    {
        var width = HistogramBuckets.LowerBound(1, scale);
        return (1 + SketchError) * (1 + (width - 1) / (width + 1)) - 1;
    }

    /// <param name="histogram">Not empty.</param>
    public static Sketch Of(HistogramBuckets histogram, UnitScale unit)
    {
        var sketch = new Sketch();
        var hint = -1;
        var open = OpenValue(histogram);
        var estimate = 0.0;
        foreach (var bucket in histogram.Buckets)
        {
            var (lower, upper) = Edges(histogram, bucket, open);
            var places = histogram.Narrow || lower == upper ? 1 : (int)Math.Min(bucket.Count, PlacesOfABucket);
            var placed = 0L;
            for (var i = 0; i < places; i++)
            {
                var value = histogram.Narrow ? Middle(lower, upper) : lower + (upper - lower) * (i + 0.5) / places;
                // Whole numbers that add up to the bucket's: what is placed up to here, less what was placed before.
                var upToHere = (long)((Int128)bucket.Count * (i + 1) / places);
                sketch.AddBin(SketchBuckets.KeyOf(unit.Of(value)), upToHere - placed, ref hint);
                estimate += value * (upToHere - placed);
                placed = upToHere;
            }
        }

        var least = Edges(histogram, histogram.Buckets[0], open).Lower;
        var most = Edges(histogram, histogram.Buckets[^1], open).Upper;
        var sum = Math.Clamp(histogram.Sum ?? estimate, least * histogram.Count, most * histogram.Count);
        sketch.AddTotals(unit.Of(sum), unit.Of(least), unit.Of(most));
        return sketch;
    }

    // The last bucket has no end, and no largest value was told. What the others leave of the sum is then its own; without
    // a sum nothing is known but where it begins.
    private static double OpenValue(HistogramBuckets histogram)
    {
        var last = histogram.Buckets[^1];
        if (double.IsFinite(histogram.Edges(last).Upper))
            return double.NaN;

        var lower = histogram.Edges(last).Lower;
        if (histogram.Sum is not { } sum)
            return lower;

        var others = histogram.Buckets.SkipLast(1).Sum(bucket =>
            (histogram.Edges(bucket).Lower + histogram.Edges(bucket).Upper) / 2 * bucket.Count);
        return Math.Max(lower, (sum - others) / last.Count);
    }

    private static (double Lower, double Upper) Edges(HistogramBuckets histogram, Bucket bucket, double open)
    {
        var edges = histogram.Edges(bucket);
        return double.IsFinite(edges.Upper) ? edges : (open, open);
    }

    private static double Middle(double lower, double upper) =>
        lower + upper > 0 ? 2 * lower * upper / (lower + upper) : 0;
}
