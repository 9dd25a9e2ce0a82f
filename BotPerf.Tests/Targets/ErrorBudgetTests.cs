using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;
using BotPerf.Web.Targets;

namespace BotPerf.Tests.Targets;

public sealed class ErrorBudgetTests
{
    private const long Now = 29_000_160;
    private static readonly Target s_99 = new(1, "Commands succeed", null, null, TargetKind.Success, null, 0.99, 30);

    [Fact]
    public void Of_5BadOf1000With99Percent_HasHalfOfItsTenLeft()
    {
        var track = Track((Now - 2_000, 995, 1_000));

        var budget = ErrorBudget.Of(s_99, track);

        Assert.Equal((1_000, 5), (budget.All, budget.Bad));
        Assert.Equal(0.995, budget.Share!.Value, 12);
        Assert.Equal(0.5, budget.Left!.Value, 9);
        Assert.Null(budget.BurnHour);
        Assert.Null(budget.EmptyIn);
    }

    [Fact]
    public void Of_20BadOf1000With99Percent_IsOverdrawnByAsMuchAgain()
    {
        var budget = ErrorBudget.Of(s_99, Track((Now, 980, 1_000)));

        Assert.Equal(-1, budget.Left!.Value, 9);
        Assert.Equal(2, budget.BurnHour!.Value, 9);
        Assert.Null(budget.EmptyIn);
    }

    [Fact]
    public void Of_TwoPercentBadWithHalfLeftOfThirtyDays_IsGoneInAQuarterOfThem()
    {
        // Before: 10,000 with 40 bad; the last hour: 500 with 10 bad. 50 of 105 are spent, and it burns at 2.
        var budget = ErrorBudget.Of(s_99, Track((Now - 29 * 1_440, 9_960, 10_000), (Now, 490, 500)));

        Assert.Equal(1 - 50.0 / 105, budget.Left!.Value, 9);
        Assert.Equal(2, budget.BurnSixHours!.Value, 9);
        Assert.Equal(30 * (1 - 50.0 / 105) / 2, budget.EmptyIn!.Value.TotalDays, 6);
    }

    [Fact]
    public void Of_TwoPercentBadWithHalfLeftOfTheOneDayKnown_IsGoneInThatHalfSinceAllowanceGrowsToo()
    {
        var budget = ErrorBudget.Of(s_99, Track((Now - 1_440, 9_960, 10_000), (Now, 490, 500)));

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds((Now - 1_440) * 60), budget.KnownSince);
        Assert.Equal(TimeSpan.FromMinutes(1_441), budget.Known);
        Assert.Equal(1_441 * (1 - 50.0 / 105), budget.EmptyIn!.Value.TotalMinutes, 3);
    }

    [Theory]
    [InlineData(0.99, 10)]
    [InlineData(0.9, 100)]
    [InlineData(0.9999, 0.1)]
    public void Of_JustWhatIsAllowedOf1000_HasNothingLeft(double objective, double bad)
    {
        var target = s_99 with { Objective = objective };

        Assert.Equal(0, ErrorBudget.Of(target, Track((Now, 1_000 - bad, 1_000))).Left);
    }

    [Fact]
    public void Burn_Of144BadOf1000With99Percent_IsTheThresholdItself() =>
        Assert.Equal(BurnWindow.Fast.Threshold, BurnWindow.Of(60, s_99, Track((Now, 856, 1_000))));

    [Fact]
    public void Of_OneFailureInTheLastHour_TellsNoRateOfIt()
    {
        var budget = ErrorBudget.Of(s_99, Track((Now - 1_000, 1_000, 1_000), (Now, 0, 1)));

        Assert.Equal((null, null, null), (budget.BurnHour, budget.BurnSixHours, budget.EmptyIn));
        Assert.NotNull(budget.BurnThreeDays);
    }

    [Fact]
    public void Sum_OfErrorsToldAMinuteLater_LosesNone()
    {
        var budget = ErrorBudget.Of(s_99, Track((Now - 1, 100, 100), (Now, -1, 0)));

        Assert.Equal((100, 1), (budget.All, budget.Bad));
    }

    [Fact]
    public void Of_Nothing_KnowsNothing()
    {
        var track = new TargetTrack(30);
        track.MoveTo(Now);
        var budget = ErrorBudget.Of(s_99, track);

        Assert.False(budget.IsKnown);
        Assert.Equal((null, null), (budget.Share, budget.Left));
    }

    [Theory]
    [InlineData(100, 20, 20)]
    [InlineData(100, 0, 0)]
    [InlineData(0, 20, 20 / 600.0 / 0.01)]
    public void Burn_OfAnHourAndItsLastFiveMinutes_IsTheSmaller(int badLongAgo, int badNow, double expected)
    {
        var track = Track((Now - 30, 500 - badLongAgo, 500), (Now, 100 - badNow, 100));

        // Both windows: all of the hour, and only the last minute.
        var burn = BurnWindow.Of(60, s_99, track);

        Assert.Equal(expected, burn!.Value, 9);
    }

    [Fact]
    public void Burn_OfLessThanTwenty_IsUnknown() => Assert.Null(BurnWindow.Of(60, s_99, Track((Now, 0, 19))));

    [Fact]
    public void Measure_Fast_CountsWhatIsWithinTheThreshold()
    {
        var target = s_99 with { Kind = TargetKind.Fast, ThresholdSeconds = 1 };
        var sketch = new Sketch();
        foreach (var seconds in new[] { 0.1, 0.5, 0.99, 1.2, 5 })
            sketch.Add(seconds);

        var tally = TargetMeasure.Of(target, [(Durations("help"), SeriesAggregate.Histogram(sketch))]);

        Assert.Equal(new Tally(5, 2), tally);
    }

    [Fact]
    public void Measure_Success_TakesTheErrorsOfItsCommandAlone()
    {
        var target = s_99 with { Command = "play" };
        var sketch = new Sketch();
        for (var i = 0; i < 10; i++)
            sketch.Add(0.1);
        List<(Series, SeriesAggregate)> found =
        [
            (Durations("play"), SeriesAggregate.Histogram(sketch)),
            (new Series(2, SeriesKind.Counter, MetricNames.CommandErrors, [new Label(LabelNames.Command, "play")], ""), SeriesAggregate.Counter(3, 3)),
        ];

        Assert.False(TargetMeasure.IsOf(target, Durations("help")));
        Assert.Equal(new Tally(10, 3), TargetMeasure.Of(target, found.Where(one => TargetMeasure.IsOf(target, one.Item1))));
    }

    [Fact]
    public void Measure_Cache_CountsHitsOfLookUps()
    {
        var target = s_99 with { Kind = TargetKind.Cache, Objective = 0.6 };

        var tally = TargetMeasure.Of(target,
        [
            (new Series(1, SeriesKind.Counter, MetricNames.CacheHits, [], ""), SeriesAggregate.Counter(70, 1)),
            (new Series(2, SeriesKind.Counter, MetricNames.CacheMisses, [], ""), SeriesAggregate.Counter(30, 1)),
        ]);

        Assert.Equal(new Tally(100, 30), tally);
    }

    [Theory]
    [InlineData(TargetKind.Acknowledged, MetricNames.CommandAck)]
    [InlineData(TargetKind.Queries, MetricNames.QueryDuration)]
    public void Measure_OfTimes_CountsWhatIsWithinTheThreshold(TargetKind kind, string metric)
    {
        var target = s_99 with { Kind = kind, ThresholdSeconds = 3 };
        var sketch = new Sketch();
        foreach (var seconds in new[] { 0.2, 2.5, 4 })
            sketch.Add(seconds);
        var series = new Series(1, SeriesKind.Histogram, metric, [], "s");

        Assert.True(TargetMeasure.IsOf(target, series));
        Assert.Equal(new Tally(3, 1), TargetMeasure.Of(target, [(series, SeriesAggregate.Histogram(sketch))]));
    }

    [Fact]
    public void Measure_AMetricThatABotFirstSentAsAnotherKind_IsNoneOfIt() =>
        Assert.False(TargetMeasure.IsOf(s_99, new Series(1, SeriesKind.Gauge, MetricNames.CommandDuration, [], "s")));

    private static Series Durations(string command) =>
        new(1, SeriesKind.Histogram, MetricNames.CommandDuration, [new Label(LabelNames.Command, command)], "s");

    private static TargetTrack Track(params (long Minute, double Good, double All)[] minutes)
    {
        var track = new TargetTrack(30);
        track.MoveTo(Now);
        foreach (var (minute, good, all) in minutes)
        {
            if (minute > Now - TargetTrack.Minutes)
                track.SetMinute(minute, new Tally(all, all - good));
            else
                track.SetHour(minute / 60, new Tally(all, all - good));
        }

        return track;
    }
}
