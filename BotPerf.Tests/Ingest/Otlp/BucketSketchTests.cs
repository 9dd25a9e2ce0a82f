using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Ingest.Otlp;
using BotPerf.Web.Ingest.Otlp.Wire;
using Buckets = BotPerf.Web.Ingest.Otlp.Wire.ExponentialHistogramDataPoint.Types.Buckets;

namespace BotPerf.Tests.Ingest.Otlp;

/// <summary>The error that docs/protocol.md states, measured against the values themselves.</summary>
public sealed class BucketSketchTests
{
    private static readonly double[] Quantiles = [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999];
    private static readonly double[] DefaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_ExplicitBuckets_PercentilesAreWithinTheStatedError(int seed)
    {
        var values = Values(seed, 20_000);
        var point = Explicit(values, DefaultBounds);

        Assert.Null(HistogramBuckets.Check(point));
        var sketch = BucketSketch.Of(HistogramBuckets.Of(point), UnitScale.None);

        Assert.Equal((values.Count, values.Sum(), values[0], values[^1]), (sketch.Count, sketch.Sum, sketch.Min, sketch.Max));
        AssertWithin(values, sketch, truth =>
        {
            var i = Array.FindIndex(DefaultBounds, bound => truth <= bound);
            var (lower, upper) = i < 0 ? (DefaultBounds[^1], values[^1]) : (Math.Max(DefaultBounds[i - 1], values[0]), DefaultBounds[i]);
            return BucketSketch.ExplicitError(lower, upper);
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(10)]
    public void Of_ExponentialBuckets_PercentilesAreWithinTheStatedError(int scale)
    {
        var values = Values(scale + 7, 20_000);
        var point = Exponential(values, scale);

        Assert.Null(HistogramBuckets.Check(point));
        var sketch = BucketSketch.Of(HistogramBuckets.Of(point), new UnitScale(1, 1e3));

        Assert.Equal(values.Count, sketch.Count);
        Assert.Equal(values.Sum() / 1e3, sketch.Sum, 1e-6 * sketch.Sum);
        AssertWithin([.. values.Select(value => value / 1e3)], sketch, _ => BucketSketch.ExponentialError(scale));
    }

    [Fact]
    public void ExponentialError_FineScale_IsHardlyMoreThanTheSketchsOwn()
    {
        Assert.InRange(BucketSketch.ExponentialError(5), 0.018, 0.019);
        Assert.InRange(BucketSketch.ExponentialError(8), 0.009, 0.0092);
    }

    [Fact]
    public void Of_OpenEndWithoutMaximum_KeepsTheSum()
    {
        var point = new HistogramDataPoint { Count = 4, Sum = 1_018, ExplicitBounds = { 10 }, BucketCounts = { 2, 2 } };

        var sketch = BucketSketch.Of(HistogramBuckets.Of(point), UnitScale.None);

        Assert.Equal((4, 1_018.0), (sketch.Count, sketch.Sum));
        Assert.InRange(sketch.Max, 500, 510);
    }

    [Fact]
    public void Of_NoBucketsAtAll_IsTheAverage()
    {
        var point = new HistogramDataPoint { Count = 4, Sum = 100 };

        Assert.Null(HistogramBuckets.Check(point));
        Assert.Equal(25, BucketSketch.Of(HistogramBuckets.Of(point), UnitScale.None).Quantile(0.5), 25 * BucketSketch.SketchError);
    }

    [Fact]
    public void Of_BucketOfAnyWidthAndCount_IsAFewBins()
    {
        var point = new HistogramDataPoint { Count = 1UL << 30, ExplicitBounds = { 1e-9, 1e18 }, BucketCounts = { 0, 1UL << 30, 0 } };

        var sketch = BucketSketch.Of(HistogramBuckets.Of(point), UnitScale.None);

        Assert.Equal(1L << 30, sketch.Count);
        Assert.InRange(sketch.Keys.Length, 1, 32);
    }

    private static void AssertWithin(List<double> sorted, Sketch sketch, Func<double, double> stated)
    {
        foreach (var quantile in Quantiles)
        {
            var truth = sorted[(int)Math.Ceiling(quantile * sorted.Count) - 1];
            var error = Math.Abs(sketch.Quantile(quantile) - truth) / truth;
            Assert.True(error <= stated(truth), $"p{quantile * 100}: {sketch.Quantile(quantile)} for {truth} is {error:P2} off; stated are {stated(truth):P2}");
        }
    }

    private static List<double> Values(int seed, int count)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, count).Select(_ => Math.Exp(random.NextDouble() * 8) * 4).ToList();
        values.Sort();
        return values;
    }

    private static HistogramDataPoint Explicit(List<double> values, double[] bounds)
    {
        var counts = new ulong[bounds.Length + 1];
        foreach (var value in values)
        {
            var i = Array.FindIndex(bounds, bound => value <= bound);
            counts[i < 0 ? bounds.Length : i]++;
        }

        return new HistogramDataPoint
        {
            Count = (ulong)values.Count, Sum = values.Sum(), Min = values[0], Max = values[^1], ExplicitBounds = { bounds }, BucketCounts = { counts },
        };
    }

    private static ExponentialHistogramDataPoint Exponential(List<double> values, int scale)
    {
        int Index(double value) => (int)Math.Ceiling(Math.ScaleB(Math.Log2(value), scale)) - 1;
        var offset = Index(values[0]);
        var counts = new ulong[Index(values[^1]) - offset + 1];
        foreach (var value in values)
            counts[Index(value) - offset]++;
        return new ExponentialHistogramDataPoint
        {
            Count = (ulong)values.Count, Sum = values.Sum(), Min = values[0], Max = values[^1], Scale = scale,
            Positive = new Buckets { Offset = offset, BucketCounts = { counts } },
        };
    }
}
