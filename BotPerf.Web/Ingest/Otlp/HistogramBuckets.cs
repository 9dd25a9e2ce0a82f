using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest.Otlp.Wire;
using Google.Protobuf.Collections;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>A bucket that holds something: values above <paramref name="Lower"/>, up to <paramref name="Upper"/>.</summary>
internal readonly record struct Bucket(double Lower, double Upper, long Count);

/// <summary>An OTLP histogram of either kind: its buckets in rising order, and what it knows exactly.</summary>
/// <param name="Buckets">Only those that hold something. The last may be open: its upper bound is then infinite.</param>
/// <param name="Narrow">The buckets are an exponential histogram's, so that the middle of each says enough.</param>
internal sealed record HistogramBuckets(
    IReadOnlyList<Bucket> Buckets, long Count, double? Sum, double? Min, double? Max, bool Narrow)
{
    private const ulong LargestCount = 1UL << 40;
    private const int LowestScale = -10;
    private const int HighestScale = 20;

    // Sums are added up in another order than bounds are multiplied.
    private const double Slack = 1e-6;

    /// <summary>Null unless the point contradicts itself, or holds what a sketch cannot.</summary>
    public static Fault? Check(HistogramDataPoint point)
    {
        var bounds = point.ExplicitBounds;
        var counts = point.BucketCounts;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (!(Math.Abs(bounds[i]) <= FrameValidator.LargestValue) || (i > 0 && bounds[i] <= bounds[i - 1]))
                return Invalid($"explicit_bounds[{i}] is not a finite number above the one before.");
            if (bounds[i] < 0 && i < counts.Count && counts[i] > 0)
                return Negative();
        }

        if (counts.Count != bounds.Count + 1 && (counts.Count > 0 || bounds.Count > 0))
            return Invalid($"bucket_counts has {counts.Count} entries where explicit_bounds asks for {bounds.Count + 1}.");

        // A point without buckets has a count all the same.
        return (counts.Count == 0 ? CheckCounts(point.Count, [], point.Count) : CheckCounts(point.Count, counts, 0)) ?? Of(point).Check();
    }

    /// <inheritdoc cref="Check(HistogramDataPoint)"/>
    public static Fault? Check(ExponentialHistogramDataPoint point)
    {
        if (point.Scale is < LowestScale or > HighestScale)
            return Invalid($"scale is {point.Scale}; it runs from {LowestScale} to {HighestScale}.");
        if (!(point.ZeroThreshold is >= 0 and <= FrameValidator.LargestValue))
            return Invalid("zero_threshold is not a number from 0.");
        if (point.Negative?.BucketCounts.Any(count => count > 0) == true)
            return Negative();
        if (CheckCounts(point.Count, point.Positive?.BucketCounts ?? [], point.ZeroCount) is { } wrong)
            return wrong;

        var buckets = Of(point);
        return buckets.Buckets.Any(bucket => bucket.Upper > FrameValidator.LargestValue)
            ? Invalid($"a bucket of scale {point.Scale} is beyond {FrameValidator.LargestValue}.")
            : buckets.Check();
    }

    /// <param name="point">One that has been checked, or the difference of two that have.</param>
    public static HistogramBuckets Of(HistogramDataPoint point)
    {
        var bounds = point.ExplicitBounds;
        var buckets = new List<Bucket>();
        // Without buckets the point is one that reaches over everything.
        if (point.BucketCounts.Count == 0 && point.Count > 0)
            buckets.Add(new Bucket(0, double.PositiveInfinity, (long)point.Count));
        for (var i = 0; i < point.BucketCounts.Count; i++)
        {
            if (point.BucketCounts[i] > 0)
            {
                buckets.Add(new Bucket(
                    i == 0 ? 0 : Math.Max(0, bounds[i - 1]), i == bounds.Count ? double.PositiveInfinity : bounds[i], (long)point.BucketCounts[i]));
            }
        }

        return new HistogramBuckets(buckets, (long)point.Count, point.HasSum ? point.Sum : null,
            point.HasMin ? point.Min : null, point.HasMax ? point.Max : null, Narrow: false);
    }

    /// <inheritdoc cref="Of(HistogramDataPoint)"/>
    public static HistogramBuckets Of(ExponentialHistogramDataPoint point)
    {
        var buckets = new List<Bucket>();
        if (point.ZeroCount > 0)
            buckets.Add(new Bucket(0, point.ZeroThreshold, (long)point.ZeroCount));
        for (var i = 0; i < point.Positive?.BucketCounts.Count; i++)
        {
            var index = point.Positive.Offset + (long)i;
            if (point.Positive.BucketCounts[i] > 0)
                buckets.Add(new Bucket(LowerBound(index, point.Scale), LowerBound(index + 1, point.Scale), (long)point.Positive.BucketCounts[i]));
        }

        return new HistogramBuckets(buckets, (long)point.Count, point.HasSum ? point.Sum : null,
            point.HasMin ? point.Min : null, point.HasMax ? point.Max : null, Narrow: true);
    }

    /// <summary>Bucket i of an exponential histogram begins above 2^(i·2^-scale).</summary>
    public static double LowerBound(long index, int scale) => Math.Pow(2, Math.ScaleB(index, -scale));

    /// <summary>What all of a bucket's values lie between, now that the smallest and largest value are known.</summary>
    public (double Lower, double Upper) Edges(Bucket bucket)
    {
        var lower = Math.Max(bucket.Lower, Math.Min(Min ?? 0, bucket.Upper));
        return (lower, Math.Max(lower, Math.Min(bucket.Upper, Max ?? double.PositiveInfinity)));
    }

    private static Fault? CheckCounts(ulong count, RepeatedField<ulong> buckets, ulong zeros)
    {
        if (count > LargestCount || zeros > LargestCount || buckets.Any(one => one > LargestCount))
            return Invalid("has a count beyond 2^40.");

        var held = buckets.Aggregate(zeros, (sum, one) => sum + one);
        return held == count ? null : Invalid($"has the count {count}, but its buckets hold {held}.");
    }

    private Fault? Check()
    {
        foreach (var (field, value) in new[] { ("sum", Sum), ("min", Min), ("max", Max) })
        {
            if (value is not { } given)
                continue;
            if (!double.IsFinite(given))
                return new Fault(RejectionCode.NotFinite, $"{field} is not a finite number.");
            if (given > FrameValidator.LargestValue)
                return Invalid($"{field} is beyond {FrameValidator.LargestValue}.");
            if (given < 0 && Count > 0)
                return Negative();
        }

        return Count == 0 ? null : CheckExtremes();
    }

    private Fault? CheckExtremes()
    {
        if (Min is { } min && !(min >= Buckets[0].Lower * (1 - Slack) && min <= Buckets[0].Upper * (1 + Slack)))
            return Invalid("min is not in the lowest bucket that holds something.");
        if (Max is { } max && !(max >= Buckets[^1].Lower * (1 - Slack) && max <= Buckets[^1].Upper * (1 + Slack)))
            return Invalid("max is not in the highest bucket that holds something.");
        if (Min > Max)
            return Invalid("min is above max.");

        var least = Buckets.Sum(bucket => Edges(bucket).Lower * bucket.Count);
        var most = Buckets.Sum(bucket => Edges(bucket).Upper * bucket.Count);
        return Sum < least * (1 - Slack) || Sum > most * (1 + Slack)
            ? Invalid("sum cannot be the sum of what the buckets hold.")
            : null;
    }

    private static Fault Invalid(string message) => new(RejectionCode.FieldInvalid, message);

    private static Fault Negative() =>
        new(RejectionCode.FieldInvalid, "holds negative values; a histogram's values are 0 or more here.");
}
