using BotPerf.Web.Baselines;

namespace BotPerf.Tests.Baselines;

public sealed class RobustTrendTests
{
    [Fact]
    public void Of_ALineWithOneOutlier_HasTheLinesSlope()
    {
        var points = Enumerable.Range(0, 20).Select(i => ((double)i, i == 7 ? 1_000.0 : 5 + 2.0 * i)).ToList();

        var trend = RobustTrend.Of(points);

        Assert.Equal(2, trend.Slope, 9);
        Assert.True(trend.Z > 4, $"{trend.Z}");
        Assert.False(trend.Monotonic);
    }

    [Fact]
    public void Of_FivePointsThatAllRise_HasTheScoreOfTen()
    {
        // S = 10, Var = 5·4·15/18 = 16.67: Z = 9 / 4.08.
        var trend = RobustTrend.Of([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]);

        Assert.Equal(9 / Math.Sqrt(300.0 / 18), trend.Z, 9);
        Assert.True(trend.Monotonic);
        Assert.Equal(3, trend.Level);
    }

    [Fact]
    public void Of_TiedValues_CountsThemInTheVariance()
    {
        // Pairs: four rise, two are level. S = 4, Var = (4·3·13 - 2·(2·1·9)) / 18 = 120 / 18.
        var trend = RobustTrend.Of([(0, 1), (1, 1), (2, 2), (3, 2)]);

        Assert.Equal(3 / Math.Sqrt(120.0 / 18), trend.Z, 9);
        Assert.False(trend.Monotonic);
    }

    [Fact]
    public void Of_OneValueForEver_HasNoTrend()
    {
        var trend = RobustTrend.Of([(0, 4), (1, 4), (2, 4)]);

        Assert.Equal((0.0, 0.0, false), (trend.Z, trend.Slope, trend.Monotonic));
    }

    [Fact]
    public void Of_SeriesWithoutTrend_IsRarelySure()
    {
        var random = new Random(7);

        var sure = Enumerable.Range(0, 2_000).Count(_ =>
            Math.Abs(RobustTrend.Of([.. Enumerable.Range(0, 30).Select(i => ((double)i, random.NextDouble()))]).Z) > 1.96);

        Assert.InRange(sure / 2_000.0, 0.03, 0.07);
    }
}
