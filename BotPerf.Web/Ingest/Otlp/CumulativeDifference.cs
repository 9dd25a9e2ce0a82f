using BotPerf.Web.Ingest.Otlp.Wire;
using Buckets = BotPerf.Web.Ingest.Otlp.Wire.ExponentialHistogramDataPoint.Types.Buckets;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>
/// What a cumulative point adds to the one before it. A value that has fallen was set back to zero in between: then all of
/// it is new. Null when nothing is: the same point again, or an older one. Pure.
/// </summary>
internal static class CumulativeDifference
{
    public static NumberDataPoint? Of(NumberDataPoint now, NumberDataPoint before)
    {
        if (now.TimeUnixNano <= before.TimeUnixNano)
            return null;

        // Whole numbers stay whole: beyond 2^53 a double would lose the difference.
        if (now.ValueCase == NumberDataPoint.ValueOneofCase.AsInt && before.ValueCase == NumberDataPoint.ValueOneofCase.AsInt)
            return now.AsInt < before.AsInt ? now : new NumberDataPoint { AsInt = now.AsInt - before.AsInt };

        var (value, then) = (Value(now), Value(before));
        return value < then ? now : new NumberDataPoint { AsDouble = value - then };
    }

    public static HistogramDataPoint? Of(HistogramDataPoint now, HistogramDataPoint before)
    {
        if (now.TimeUnixNano <= before.TimeUnixNano)
            return null;
        if (now.Count < before.Count || !now.ExplicitBounds.Equals(before.ExplicitBounds) || now.BucketCounts.Count != before.BucketCounts.Count)
            return now;

        var difference = now.Clone();
        difference.Count -= before.Count;
        for (var i = 0; i < now.BucketCounts.Count; i++)
        {
            if (now.BucketCounts[i] < before.BucketCounts[i])
                return now;
            difference.BucketCounts[i] -= before.BucketCounts[i];
        }

        if (now.HasSum && before.HasSum)
            difference.Sum = Math.Max(0, now.Sum - before.Sum);
        else
            difference.ClearSum();
        return difference;
    }

    public static ExponentialHistogramDataPoint? Of(ExponentialHistogramDataPoint now, ExponentialHistogramDataPoint before)
    {
        if (now.TimeUnixNano <= before.TimeUnixNano)
            return null;
        if (now.Count < before.Count || now.ZeroCount < before.ZeroCount)
            return now;

        // A histogram grows coarser as its values spread; the two are compared at the coarser of their scales.
        var difference = now.Clone();
        difference.Scale = Math.Min(now.Scale, before.Scale);
        var positive = AtScale(now, difference.Scale);
        foreach (var (index, count) in AtScale(before, difference.Scale))
        {
            var left = positive.GetValueOrDefault(index);
            if (left < count)
                return now;
            positive[index] = left - count;
        }

        difference.Count -= before.Count;
        difference.ZeroCount -= before.ZeroCount;
        difference.Positive = ToBuckets(positive);
        if (now.HasSum && before.HasSum)
            difference.Sum = Math.Max(0, now.Sum - before.Sum);
        else
            difference.ClearSum();
        return difference;
    }

    public static double Value(NumberDataPoint point) =>
        point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;

    // One scale less halves the number of buckets: bucket i goes into bucket i/2, rounded down.
    private static SortedDictionary<long, ulong> AtScale(ExponentialHistogramDataPoint point, int scale)
    {
        var buckets = new SortedDictionary<long, ulong>();
        for (var i = 0; i < point.Positive?.BucketCounts.Count; i++)
        {
            if (point.Positive.BucketCounts[i] == 0)
                continue;

            var index = (point.Positive.Offset + (long)i) >> (point.Scale - scale);
            buckets[index] = buckets.GetValueOrDefault(index) + point.Positive.BucketCounts[i];
        }

        return buckets;
    }

    private static Buckets ToBuckets(SortedDictionary<long, ulong> counts)
    {
        var buckets = new Buckets();
        var occupied = counts.Where(bucket => bucket.Value > 0).ToList();
        if (occupied.Count == 0)
            return buckets;

        buckets.Offset = (int)occupied[0].Key;
        foreach (var (index, count) in occupied)
        {
            while (buckets.Offset + (long)buckets.BucketCounts.Count < index)
                buckets.BucketCounts.Add(0);
            buckets.BucketCounts.Add(count);
        }

        return buckets;
    }
}
