using BotPerf.Shared.Sketches;
using BotPerf.Web.Baselines;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Baselines;

public sealed class ComparisonTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(60);

    [Fact]
    public void Of_TwoHandsFullOfValues_CountsThePairsThatAreSlower()
    {
        // After 3 beats 1 and 2, level with 3; after 4 beats all three; after 1 is level with 1: 2.5 + 3 + 0.5 of 9 pairs.
        var places = Superiority.Of(Sample([1, 2, 3]), Sample([3, 4, 1]));

        Assert.Equal(6.0 / 9, places.Share, 9);
        Assert.Equal(3.0 / 9, places.Delta, 9);
    }

    [Theory]
    [InlineData(29, 1_000)]
    [InlineData(1_000, 29)]
    [InlineData(0, 0)]
    public void Of_FewerThanThirtyOnASide_IsTooFew(int before, int after)
    {
        var comparison = Comparison.Of(Lognormal(1, before, 0.1), Lognormal(2, after, 0.5));

        Assert.Equal(ComparisonVerdict.TooFew, comparison.Verdict);
        Assert.Equal((before, after), (comparison.Before, comparison.After));
        Assert.Null(comparison.Median);
        Assert.Null(comparison.Slower);
    }

    [Fact]
    public void Of_ThirtyRestlessValues_IsTooFewAndSaysHowWide()
    {
        var comparison = Comparison.Of(Lognormal(1, 40, 0.1), Lognormal(2, 40, 0.1));

        Assert.Equal(ComparisonVerdict.TooFew, comparison.Verdict);
        Assert.InRange(comparison.Median!.High - comparison.Median.Low, 0.3, 3);
        Assert.Null(comparison.Tail);
    }

    [Fact]
    public void Of_TheSameDistribution_IsTheSame()
    {
        var comparison = Comparison.Of(Lognormal(1, 5_000, 0.1), Lognormal(2, 5_000, 0.1));

        Assert.Equal(ComparisonVerdict.Same, comparison.Verdict);
        Assert.InRange(comparison.Slower!.Share, 0.47, 0.53);
        Assert.InRange(0.5, comparison.Slower.Low, comparison.Slower.High);
    }

    [Fact]
    public void Of_AFifthSlower_IsWorseByAFifth()
    {
        var comparison = Comparison.Of(Lognormal(1, 5_000, 0.1), Lognormal(2, 5_000, 0.12));

        Assert.Equal(ComparisonVerdict.Worse, comparison.Verdict);
        Assert.InRange(0.2, comparison.Median!.Low, comparison.Median.High);
        Assert.InRange(0.2, comparison.Tail!.Low, comparison.Tail.High);
        Assert.True(comparison.Slower!.Delta > 0.1);
    }

    [Fact]
    public void Of_AThirdFaster_IsBetter() =>
        Assert.Equal(ComparisonVerdict.Better, Comparison.Of(Lognormal(1, 2_000, 0.12), Lognormal(2, 2_000, 0.08)).Verdict);

    [Fact]
    public void Of_ASlowTailBesideAFasterMedian_IsWorse()
    {
        var after = Lognormal(2, 5_000, 0.08).Select((value, i) => i % 10 == 0 ? value * 8 : value);

        var comparison = Comparison.Of(Lognormal(1, 5_000, 0.1), after);

        Assert.Equal(ComparisonVerdict.Worse, comparison.Verdict);
        Assert.True(comparison.Median!.HasFallen);
        Assert.True(comparison.Tail!.HasRisen);
    }

    [Fact]
    public void Of_SureAndSmall_IsTheSame() =>
        Assert.Equal(ComparisonVerdict.Same, Comparison.Of(Lognormal(1, 200_000, 0.1), Lognormal(2, 200_000, 0.104)).Verdict);

    [Fact]
    public void Of_HoursThatAreUnlikeEachOther_IsNotTakenForADeploy()
    {
        // Each hour has a level of its own; the four after happen to be slow ones.
        double[] levels = [0.08, 0.13, 0.09, 0.14, 0.10, 0.12, 0.08, 0.13];
        var before = levels.Select((level, i) => SketchOf(Lognormal(i, 2_000, level))).ToList();
        double[] slow = [0.13, 0.10, 0.14, 0.11];
        var after = slow.Select((level, i) => SketchOf(Lognormal(20 + i, 2_000, level))).ToList();

        Assert.NotEqual(ComparisonVerdict.Worse, Comparison.Of(before, after).Verdict);
        Assert.Equal(ComparisonVerdict.Worse, Comparison.Of(before.Aggregate(Merged), after.Aggregate(Merged)).Verdict);
    }

    [Fact]
    public void Of_OnlyZeroes_IsTheSame() =>
        Assert.Equal(ComparisonVerdict.Same, Comparison.Of(Enumerable.Repeat(0.0, 500), Enumerable.Repeat(0.0, 500)).Verdict);

    [Fact]
    public void Of_SamplesWithoutADifference_IsRarelyWorseOrBetter()
    {
        var wrong = Enumerable.Range(0, 400).Count(seed =>
            Comparison.Of(Lognormal(seed, 200, 0.1), Lognormal(10_000 + seed, 200, 0.1)).Verdict
                is ComparisonVerdict.Worse or ComparisonVerdict.Better);

        Assert.InRange(wrong, 0, 12);
    }

    [Fact]
    public void Of_AnySamples_TheIntervalHoldsTheChangeAndTheOtherWayRoundIsItsMirror() => Check.One(s_config, Prop.ForAll(
        Gen.Choose(1, 1_000_000).NonEmptyListOf().Resize(300).ToArbitrary(), Gen.Choose(1, 1_000_000).NonEmptyListOf().Resize(300).ToArbitrary(),
        (some, others) =>
        {
            var (before, after) = (Sample(some.Select(one => one / 1e6)), Sample(others.Select(one => one / 1e6)));
            foreach (var quantile in new[] { 0.5, 0.95 })
            {
                var change = QuantileChange.Of(before, after, quantile);
                var back = QuantileChange.Of(after, before, quantile);

                Assert.True(change.Low <= change.Change && change.Change <= change.High, $"{change}");
                Assert.Equal(1, (1 + change.Change) * (1 + back.Change), 6);
                Assert.Equal(1, (1 + change.Low) * (1 + back.High), 6);
            }

            var slower = Superiority.Of(before, after);
            Assert.Equal(1, slower.Share + Superiority.Of(after, before).Share, 9);
            Assert.InRange(slower.Share, slower.Low, slower.High);
        }));

    private static SplitSample Sample(IEnumerable<double> values) => new([SketchOf(values)]);

    private static Sketch SketchOf(IEnumerable<double> values)
    {
        var sketch = new Sketch();
        foreach (var value in values)
            sketch.Add(value);
        return sketch;
    }

    private static Sketch Merged(Sketch one, Sketch other)
    {
        var both = new Sketch();
        both.Merge(one);
        both.Merge(other);
        return both;
    }

    private static IEnumerable<double> Lognormal(int seed, int count, double median)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => median * Math.Exp(0.5 * Normal(random)))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
