using BotPerf.Bench;
using BotPerf.Web.Baselines;

namespace BotPerf.Tests.Baselines;

public sealed class ForecastTests
{
    [Fact]
    public void Of_AStraightLine_ReachesItsLimitWhenItDoes()
    {
        // Two a day from 100 on, 14 days known: at 128 now, at 140 in six days, a little later as it is damped.
        var forecast = Forecast.Of(Hours(14 * 24, hour => 100 + hour / 12.0), 140);

        Assert.Equal(ForecastVerdict.Reaches, forecast.Verdict);
        Assert.Equal(2, forecast.PerDay, 2);
        Assert.InRange(forecast.Time!.Value.TotalDays, 5.8, 6.6);
        Assert.True(forecast.Soonest <= forecast.Time && forecast.Time <= forecast.Latest);
        Assert.Equal("reaches its limit in 7 d (6 d to 7 d)", ForecastWords.Of(forecast));
    }

    [Fact]
    public void Of_DaysUnderASteadyRise_SeesTheRiseAlone()
    {
        var forecast = Forecast.Of(Hours(14 * 24, hour => 100 + hour / 24.0 + 5 * Math.Sin(2 * Math.PI * hour / 24)), 124);

        Assert.Equal(ForecastVerdict.Reaches, forecast.Verdict);
        Assert.InRange(forecast.PerDay, 0.9, 1.1);
        Assert.InRange(forecast.Time!.Value.TotalDays, 8, 13);
    }

    [Fact]
    public void Of_AFall_ReachesALimitBelow() =>
        Assert.Equal(ForecastVerdict.Reaches, Forecast.Of(Hours(10 * 24, hour => 100 - hour / 12.0), 60).Verdict);

    [Theory]
    [InlineData(150, ForecastVerdict.NoTrend)]
    [InlineData(50, ForecastVerdict.NoTrend)]
    public void Of_ALevelSeries_HasNoTrend(double limit, object verdict)
    {
        var random = new Random(5);

        var forecast = Forecast.Of(Hours(14 * 24, _ => 100 + random.NextDouble()), limit);

        Assert.Equal(verdict, forecast.Verdict);
        Assert.Null(forecast.Time);
        Assert.Equal("no trend to its limit within 42 d", ForecastWords.Of(forecast));
    }

    [Fact]
    public void Of_ARiseAwayFromTheLimit_HasNoTrendToIt() =>
        Assert.Equal(ForecastVerdict.NoTrend, Forecast.Of(Hours(14 * 24, hour => 100 + hour / 12.0), 20).Verdict);

    [Fact]
    public void Of_ALimitThatIsFarAway_IsNotToldOf() =>
        Assert.Equal(ForecastVerdict.NoTrend, Forecast.Of(Hours(4 * 24, hour => 100 + hour / 240.0), 1_000).Verdict);

    [Fact]
    public void Of_TwoDays_IsTooShort() =>
        Assert.Equal(ForecastVerdict.TooShort, Forecast.Of(Hours(48, hour => hour), 1_000).Verdict);

    [Fact]
    public void Of_Nothing_IsTooShort() => Assert.Equal(ForecastVerdict.TooShort, Forecast.Of([], 1).Verdict);

    [Fact]
    public void Of_WaysWithAKnownEnd_TheIntervalHoldsItAsOftenAsItSays()
    {
        var (told, held, invented) = (0, 0, 0);
        for (var number = 0; number < 160; number++)
        {
            var way = new GeneratedWay(number);
            var forecast = Forecast.Of(way.Hours, way.Limit);
            if (forecast.Verdict != ForecastVerdict.Reaches)
                continue;
            if (!way.Grows)
                invented++;
            else if (way.ReachedAfterDays is { } days)
            {
                told++;
                held += days >= forecast.Soonest!.Value.TotalDays && (forecast.Latest is null || days <= forecast.Latest.Value.TotalDays) ? 1 : 0;
            }
        }

        Assert.InRange(told, 90, 120);
        Assert.InRange((double)held / told, 0.75, 0.97);
        Assert.InRange(invented, 0, 4);
    }

    private static List<(long, double)> Hours(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(hour => (480_000L + hour, value(hour)))];
}
