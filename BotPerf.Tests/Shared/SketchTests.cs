using BotPerf.Shared.Sketches;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Shared;

/// <summary>What the sketch promises, for any values from a microsecond to a day.</summary>
public sealed class SketchTests
{
    private const double Microsecond = 1e-6;
    private const double Day = 86_400;
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(3_000);

    /// <summary>Spread over all orders of magnitude alike, as durations are.</summary>
    private static readonly Gen<double> s_duration = Gen.Choose(0, 1_000_000)
        .Select(i => Microsecond * Math.Exp(Math.Log(Day / Microsecond) * i / 1_000_000));

    private static readonly Arbitrary<double[]> s_durations = s_duration.NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Merge_AnySplit_EqualsTheWhole() => Check.One(s_config, Prop.ForAll(
        s_durations, Gen.Choose(1, 10).ToArbitrary(), (values, parts) =>
        {
            var whole = Of(values);
            var merged = new Sketch();
            foreach (var part in values.Select((value, i) => (value, i)).GroupBy(pair => pair.i * 31 % parts, pair => pair.value))
                merged.Merge(Of([.. part]));

            Assert.Equal(whole.Keys.ToArray(), merged.Keys.ToArray());
            Assert.Equal(whole.Counts.ToArray(), merged.Counts.ToArray());
            Assert.Equal((whole.Count, whole.Min, whole.Max), (merged.Count, merged.Min, merged.Max));
            Assert.Equal(whole.Sum, merged.Sum, whole.Sum * 1e-12);
        }));

    [Fact]
    public void Quantile_AnyValues_IsWithinOnePercentOfNearestRank() => Check.One(s_config, Prop.ForAll(s_durations, values =>
    {
        var sketch = Of(values);
        var sorted = values.Order().ToArray();
        foreach (var quantile in new[] { 0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0 })
        {
            var exact = sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Length), 1, sorted.Length) - 1];
            Assert.InRange(sketch.Quantile(quantile), exact * 0.99, exact * 1.01);
        }
    }));

    [Fact]
    public void Totals_AnyValues_AreExact() => Check.One(s_config, Prop.ForAll(s_durations, values =>
    {
        var sketch = Of(values);

        Assert.Equal((values.Length, values.Sum(), values.Min(), values.Max()), (sketch.Count, sketch.Sum, sketch.Min, sketch.Max));
        Assert.Equal(sketch.Count, sketch.Counts.ToArray().Sum());
    }));

    [Fact]
    public void KeyOf_AnyValue_LiesWithinTheBoundsOfItsBucket() => Check.One(s_config, Prop.ForAll(s_duration.ToArbitrary(), value =>
    {
        var key = SketchBuckets.KeyOf(value);

        Assert.InRange(value, SketchBuckets.LowerBound(key), Math.BitDecrement(SketchBuckets.LowerBound(key + 1)));
        Assert.InRange(SketchBuckets.Estimate(key), value * 0.9922, value * 1.0079);
    }));

    [Theory]
    [InlineData(0, SketchBuckets.ZeroKey)]
    [InlineData(-0.0, SketchBuckets.ZeroKey)]
    [InlineData(double.Epsilon, SketchBuckets.ZeroKey)]
    [InlineData(1e-10, SketchBuckets.ZeroKey)]
    [InlineData(double.MaxValue, SketchBuckets.MaxKey)]
    public void KeyOf_BeyondTheEnds_IsTheKeyAtTheEnd(double value, int key) => Assert.Equal(key, SketchBuckets.KeyOf(value));

    [Fact]
    public void Quantile_Empty_IsNotANumber()
    {
        var sketch = new Sketch();

        Assert.True(sketch.IsEmpty);
        Assert.True(double.IsNaN(sketch.Quantile(0.5)));
        Assert.True(double.IsNaN(sketch.Average));
    }

    [Fact]
    public void Clear_Used_IsAsNew()
    {
        var sketch = Of([1, 2, 3]);

        sketch.Clear();
        sketch.Add(5);

        Assert.Equal((1, 5.0, 5.0, 5.0), (sketch.Count, sketch.Sum, sketch.Min, sketch.Max));
        Assert.Equal(5, sketch.Quantile(0.5));
    }

    private static Sketch Of(double[] values)
    {
        var sketch = new Sketch();
        foreach (var value in values)
            sketch.Add(value);
        return sketch;
    }
}
