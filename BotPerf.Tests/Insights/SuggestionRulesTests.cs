using BotPerf.Shared.Metrics;
using BotPerf.Web.Insights.Suggestions;
using static BotPerf.Tests.Insights.FigureMaker;

namespace BotPerf.Tests.Insights;

/// <summary>Each rule by hand: just below its threshold, just above, and with too few values.</summary>
public sealed class SuggestionRulesTests
{
    private const double MiB = 1024 * 1024;

    [Theory]
    [InlineData(800, 60, false)]
    [InlineData(801, 60, true)]
    [InlineData(900, 29, false)]
    public void HeapNearLimit_OfAThousandMebibytes_IsOneAbove80Percent(double mebibytes, int samples, bool isBad)
    {
        var rule = new HeapNearLimit();
        var found = Assert.Single(new FigureMaker()
            .Gauge(MetricNames.HeapBytes, mebibytes * MiB, samples, labels: []).Gauge(MetricNames.MemoryLimit, 1_000 * MiB).Of(rule));

        Assert.Equal(isBad, rule.IsBad(found));
        Assert.Equal(("one", mebibytes / 1_000, samples), (found.Target, Math.Round(found.Value, 6), found.Samples));
    }

    [Fact]
    public void HeapNearLimit_OneHighHour_IsJudgedByIt_AndTheLowestIsTheBestToHopeFor()
    {
        var found = Assert.Single(new FigureMaker()
            .Gauge(MetricNames.HeapBytes, 300 * MiB, hour: 3).Gauge(MetricNames.HeapBytes, 900 * MiB, hour: 9).Gauge(MetricNames.MemoryLimit, 1_000 * MiB)
            .Of(new HeapNearLimit()));

        Assert.Equal((0.9, 0.8, 0.3), (Math.Round(found.Value, 6), found.Expected!.Cautious, Math.Round(found.Expected.Hopeful, 6)));
        Assert.Equal("At least 100 MiB have to go.", found.Hint);
    }

    [Fact]
    public void HeapNearLimit_LimitNotKnown_SaysNothing() =>
        Assert.Empty(new FigureMaker().Gauge(MetricNames.HeapBytes, 900 * MiB).Of(new HeapNearLimit()));

    [Theory]
    [InlineData(0.099, 40, false)]
    [InlineData(0.101, 40, true)]
    [InlineData(0.5, 19, false)]
    public void SlowQueries_OnAverage_AreSlowAbove100Milliseconds(double seconds, int count, bool isBad)
    {
        var rule = new SlowQueries();
        var found = Assert.Single(new FigureMaker().Durations(MetricNames.QueryDuration, Alike(seconds, count), labels: [LabelNames.Type, "SELECT"]).Of(rule));

        Assert.Equal((isBad, "SELECT", (long)count), (rule.IsBad(found), found.Target, found.Samples));
        Assert.Equal(seconds, found.Value, 1e-9);
    }

    // 90 of 50 ms and 10 of 1 s: 145 ms. The slowest tenth begins with the p90, which is 50 ms: none above 100 ms leaves 55 ms.
    [Fact]
    public void SlowQueries_FewVerySlowOnes_MayComeToWhatTheOthersTake()
    {
        var found = Assert.Single(new FigureMaker()
            .Durations(MetricNames.QueryDuration, Alike(0.05, 90).Concat(Alike(1, 10)), labels: [LabelNames.Type, "SELECT"]).Of(new SlowQueries()));

        Assert.Equal(0.145, found.Value, 1e-9);
        Assert.Equal(0.055, found.Expected!.Hopeful, 0.001);
        Assert.Equal(0.1, found.Evidence.Single(figure => figure.What == "took longer than 100 ms").Value);
    }

    [Theory]
    [InlineData(10, 90, false)]
    [InlineData(11, 89, true)]
    [InlineData(9, 10, false)]
    public void SlowCommands_MoreThanATenthAboveASecond_AreOftenSlow(int slow, int fast, bool isBad)
    {
        var rule = new SlowCommands();
        var found = Assert.Single(new FigureMaker()
            .Durations(MetricNames.CommandDuration, Alike(0.2, fast).Concat(Alike(2, slow)), labels: [LabelNames.Command, "play", LabelNames.Kind, "slash"]).Of(rule));

        Assert.Equal(isBad, rule.IsBad(found));
    }

    [Fact]
    public void SlowCommands_OfSeveralModulesAndInstances_AreOneCommand()
    {
        var maker = new FigureMaker();
        maker.Durations(MetricNames.CommandDuration, Alike(2, 12), labels: [LabelNames.Command, "play", LabelNames.Module, "A"]);
        maker.Durations(MetricNames.CommandDuration, Alike(2, 12), 1, "two", LabelNames.Command, "play", LabelNames.Module, "B");

        Assert.Equal(24, Assert.Single(maker.Of(new SlowCommands())).Samples);
    }

    [Theory]
    [InlineData(0.1, 60, false)]
    [InlineData(0.11, 60, true)]
    [InlineData(3, 29, false)]
    public void PoolExhausted_WaitingInItsWorstHour_CountsAbove0Point1(double waiting, int samples, bool isBad)
    {
        var rule = new PoolExhausted();
        string[] pool = [LabelNames.Pool, "main"];
        var found = Assert.Single(new FigureMaker()
            .Gauge(MetricNames.PoolWaiting, waiting, samples, most: 4, labels: pool).Gauge(MetricNames.PoolActive, 14, samples, most: 16, labels: pool)
            .Gauge(MetricNames.PoolWaiting, 0, samples, 1, "two", labels: pool).Of(rule));

        Assert.Equal((isBad, "main"), (rule.IsBad(found), found.Target));
        if (isBad)
            Assert.Equal("On one 20 connections would have been enough at every moment.", found.Hint);
    }

    [Theory]
    [InlineData(0.09, 60, false)]
    [InlineData(0.11, 60, true)]
    [InlineData(0.5, 49, false)]
    public void PoolTooSmall_P95OfTheWait_CountsAbove100Milliseconds(double seconds, int count, bool isBad)
    {
        var rule = new PoolTooSmall();
        var found = Assert.Single(new FigureMaker().Durations(MetricNames.PoolWait, Alike(seconds, count), labels: [LabelNames.Pool, "main"]).Of(rule));

        Assert.Equal(isBad, rule.IsBad(found));
    }

    [Theory]
    [InlineData(5, 1, false)]
    [InlineData(6, 1, true)]
    [InlineData(20, 5, false)]
    [InlineData(21, 5, true)]
    public void PoolTooLarge_NeverUsed_CountsAboveFiveAndFourTimesTheMostInUse(double idle, double used, bool isBad)
    {
        var rule = new PoolTooLarge();
        string[] pool = [LabelNames.Pool, "main"];
        var found = Assert.Single(new FigureMaker()
            .Gauge(MetricNames.PoolIdle, 30, least: idle, labels: pool).Gauge(MetricNames.PoolActive, 1, most: used, labels: pool).Of(rule));

        Assert.Equal(isBad, rule.IsBad(found));
    }

    [Theory]
    [InlineData(60, 40, false)]
    [InlineData(59, 41, true)]
    [InlineData(10, 89, false)]
    public void CacheMisses_HitRate_IsLowBelow60PercentOfAHundredLookUps(int hits, int misses, bool isBad)
    {
        var rule = new CacheMisses();
        string[] cache = [LabelNames.Cache, "responses"];
        var found = Assert.Single(new FigureMaker()
            .Counter(MetricNames.CacheHits, hits, labels: cache).Counter(MetricNames.CacheMisses, misses, labels: cache).Of(rule));

        Assert.Equal((isBad, hits / (double)(hits + misses)), (rule.IsBad(found), found.Value));
    }

    // 100 look-ups, 20 entries: each had to be missed once, so that 80 % could be hits.
    [Fact]
    public void CacheMisses_EntriesAreKnown_SayWhatMayBeHopedFor()
    {
        string[] cache = [LabelNames.Cache, "responses"];
        var found = Assert.Single(new FigureMaker()
            .Counter(MetricNames.CacheHits, 40, labels: cache).Counter(MetricNames.CacheMisses, 60, labels: cache)
            .Counter(MetricNames.CacheEvictions, 50, labels: cache).Gauge(MetricNames.CacheEntries, 20, labels: cache).Of(new CacheMisses()));

        Assert.Equal((0.6, 0.8), (found.Expected!.Cautious, found.Expected.Hopeful));
        Assert.Equal("Most misses come with evictions: it is too small for what it holds.", found.Hint);
    }

    [Theory]
    [InlineData(4, 60, false)]
    [InlineData(4.1, 60, true)]
    [InlineData(5, 29, false)]
    public void RateLimitNear_OfFive_CountsAbove80Percent(double used, int samples, bool isBad)
    {
        var rule = new RateLimitNear();
        string[] bucket = [LabelNames.Bucket, "POST /channels"];
        var found = Assert.Single(new FigureMaker()
            .Gauge(MetricNames.RateLimitUsed, used, samples, labels: bucket).Gauge(MetricNames.RateLimitMax, 5, samples, labels: bucket)
            .Counter(MetricNames.HttpRateLimited, 7, labels: [LabelNames.Host, "discord.com"]).Of(rule));

        Assert.Equal((isBad, "POST /channels"), (rule.IsBad(found), found.Target));
        Assert.Contains(found.Evidence, figure => figure is { Metric: MetricNames.HttpRateLimited, Value: 7 });
    }

    [Theory]
    [InlineData(0.1, 20, 60, false)]
    [InlineData(0.11, 20, 60, true)]
    [InlineData(0.5, 84.9, 60, true)]
    [InlineData(0.5, 85, 60, false)]
    [InlineData(0.5, 20, 29, false)]
    public void ThreadPoolStarved_WaitsThoughTheCpuIsFree_CountsAbove100Milliseconds(double lag, double cpu, int samples, bool isBad)
    {
        var rule = new ThreadPoolStarved();
        var found = Assert.Single(new FigureMaker()
            .Gauge(MetricNames.EventLoopLag, lag, samples).Gauge(MetricNames.SystemCpu, cpu, samples).Of(rule));

        Assert.Equal(isBad, rule.IsBad(found));
    }

    // Of an hour, of two instances: 360 s are 5 %.
    [Theory]
    [InlineData(359, 30, false)]
    [InlineData(361, 30, true)]
    [InlineData(900, 19, false)]
    public void GcPressure_OfAllInstances_CountsAbove5PercentOfTheTime(double pauseSeconds, int collections, bool isBad)
    {
        var rule = new GcPressure();
        var found = Assert.Single(new FigureMaker()
            .Counter(MetricNames.GcPause, pauseSeconds / 2).Counter(MetricNames.GcPause, pauseSeconds / 2, instance: "two")
            .Counter(MetricNames.GcCollections, collections, labels: [LabelNames.Generation, "0"]).Of(rule));

        Assert.Equal((isBad, ""), (rule.IsBad(found), found.Target));
    }

    [Theory]
    [InlineData(1_000, 50, false)]
    [InlineData(1_000, 51, true)]
    [InlineData(49, 20, false)]
    public void ErrorProneModules_Failures_CountAbove5PercentOfFiftyExecutions(int count, int errors, bool isBad)
    {
        var rule = new ErrorProneModules();
        string[] play = [LabelNames.Command, "play", LabelNames.Module, "Music"];
        var found = Assert.Single(new FigureMaker()
            .Durations(MetricNames.CommandDuration, Alike(0.1, count), labels: play).Counter(MetricNames.CommandErrors, errors, labels: play)
            .Durations(MetricNames.CommandDuration, Alike(0.1, 100), labels: [LabelNames.Command, "help"]).Of(rule));

        Assert.Equal((isBad, "Music", errors / (double)count), (rule.IsBad(found), found.Target, found.Value));
    }

    // 100 of 200 fail in one command, 4 of 400 in the other: as seldom as there is 1 %.
    [Fact]
    public void ErrorProneModules_OneCommandFails_MayComeToWhatTheOthersDo()
    {
        string[] play = [LabelNames.Command, "play", LabelNames.Module, "Music"], skip = [LabelNames.Command, "skip", LabelNames.Module, "Music"];
        var found = Assert.Single(new FigureMaker()
            .Durations(MetricNames.CommandDuration, Alike(0.1, 200), labels: play).Counter(MetricNames.CommandErrors, 100, labels: play)
            .Durations(MetricNames.CommandDuration, Alike(0.1, 400), labels: skip).Counter(MetricNames.CommandErrors, 4, labels: skip).Of(new ErrorProneModules()));

        Assert.Equal((104 / 600.0, 0.01), (found.Value, found.Expected!.Cautious));
        Assert.Contains(found.Evidence, figure => figure is { What: "failed of play", Value: 0.5 });
    }

    [Fact]
    public void ErrorProneCommands_BotWithoutModules_AreNamedThemselves()
    {
        string[] labels = [LabelNames.Command, "<b>play"];
        var maker = new FigureMaker().Durations(MetricNames.CommandDuration, Alike(0.1, 60), labels: labels).Counter(MetricNames.CommandErrors, 30, labels: labels);

        Assert.Equal("<b>play", Assert.Single(maker.Of(new ErrorProneCommands())).Target);
        Assert.Empty(maker.Of(new ErrorProneModules()));
    }

    [Theory]
    [InlineData(20, 2.0, Confidence.Low)]
    [InlineData(60, 1.04, Confidence.Low)]
    [InlineData(60, 2.0, Confidence.Medium)]
    [InlineData(200, 1.2, Confidence.Medium)]
    [InlineData(200, 1.25, Confidence.High)]
    public void Confidence_OfValuesAndDistance_IsAsDocumented(long samples, double seconds, Confidence expected) =>
        Assert.Equal(expected, ConfidenceLevel.Of(new SlowCommands(), new Measurement("play", seconds, samples)));

    [Fact]
    public void Rules_AllOfThem_HaveTheirOwnNameAdviceAndDocument()
    {
        var document = File.ReadAllText(Architecture.SourceTree.Path("docs/insights.md"));

        Assert.Equal(SuggestionRules.All.Count, SuggestionRules.All.Select(rule => rule.Kind).Distinct().Count());
        Assert.All(SuggestionRules.All, rule => Assert.Contains($"`{rule.Kind}`", document, StringComparison.Ordinal));
        Assert.All(SuggestionRules.All, rule => Assert.All(
            new[] { rule.Advice.DotNet, rule.Advice.Code, rule.Advice.General, rule.Measure, rule.Title("x", "y") }, Assert.NotEmpty));
    }
}
