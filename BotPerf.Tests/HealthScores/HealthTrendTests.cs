using BotPerf.Web.HealthScores;

namespace BotPerf.Tests.HealthScores;

public sealed class HealthTrendTests
{
    private const int Week = HealthTrends.Days * 1_440 / HealthTrends.BlockMinutes;

    [Fact]
    public void Of_ScoreThatFallsThroughNoiseAndOutliers_IsWorse() =>
        Assert.Equal(HealthTrend.Worse, HealthTrends.Of(Series(i => i % 9 == 0 ? 30 : 95 - 0.3 * i)));

    [Fact]
    public void Of_ScoreThatRises_IsBetter() => Assert.Equal(HealthTrend.Better, HealthTrends.Of(Series(i => 60 + 0.3 * i)));

    [Fact]
    public void Of_ScoreThatFollowsTheDay_IsStable() =>
        Assert.Equal(HealthTrend.Stable, HealthTrends.Of(Series(i => 85 + 10 * Math.Sin(2 * Math.PI * i / 8))));

    [Fact]
    public void Of_SureButSmallChange_IsStable() =>
        Assert.Equal(HealthTrend.Stable, HealthTrends.Of(Series(i => 90 - 0.05 * i, noise: 0)));

    [Fact]
    public void Of_LessThanADay_IsUnknown() => Assert.Equal(HealthTrend.Unknown, HealthTrends.Of([.. Series(i => 90 - 5 * i).Take(7)]));

    [Fact]
    public void Of_ScoreThatNeverMoves_IsStable() => Assert.Equal(HealthTrend.Stable, HealthTrends.Of(Series(_ => 100, noise: 0)));

    private static List<(double, double)> Series(Func<int, double> score, double noise = 3)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Week).Select(i => ((double)i, score(i) + noise * (random.NextDouble() - 0.5)))];
    }
}
