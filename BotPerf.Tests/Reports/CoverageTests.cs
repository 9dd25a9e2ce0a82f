using BotPerf.Shared.Sketches;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Reports;

/// <summary>What a window lacks is found and said.</summary>
public sealed class CoverageTests
{
    private static readonly ReportWindow s_window = ReportWindow.Of(new ManualClock().GetUtcNow().AddHours(-2), new ManualClock().GetUtcNow(), new ManualClock().GetUtcNow());

    [Fact]
    public void Of_StepsThatAreMissing_AreGapsTheLongestFirst()
    {
        var steps = Steps(minute => minute is not (10 or 11 or 12 or 50)).ToList();

        var coverage = CoverageBuilder.Of(s_window.From, s_window.To, s_window, 60, steps, []);

        Assert.Equal((60, 116, 120), (coverage.StepSeconds, coverage.Known, coverage.Steps));
        Assert.Equal(
            [new Gap(s_window.From.AddMinutes(10), s_window.From.AddMinutes(13)), new Gap(s_window.From.AddMinutes(50), s_window.From.AddMinutes(51))],
            coverage.Gaps);
    }

    [Fact]
    public void Of_Nothing_KnowsNothing()
    {
        var coverage = CoverageBuilder.Of(s_window.From, s_window.To, s_window, 60, [], []);

        Assert.Equal((0, 120), (coverage.Known, coverage.Steps));
        Assert.Equal(new Gap(s_window.From, s_window.To), Assert.Single(coverage.Gaps));
    }

    [Fact]
    public void Of_ManyGaps_TellsTenAndHowManyMore()
    {
        var coverage = CoverageBuilder.Of(s_window.From, s_window.To, s_window, 60, [.. Steps(minute => minute % 2 == 0)], []);

        Assert.Equal((60, CoverageBuilder.MostGaps, 50), (coverage.Known, coverage.Gaps.Count, coverage.MoreGaps));
    }

    private static IEnumerable<BotStep> Steps(Func<int, bool> known) => Enumerable.Range(0, 120).Where(known).Select(minute =>
        new BotStep(s_window.From.ToUnixTimeSeconds() + (minute * 60), 60, new Sketch(), 0, null, null, null, null, null));
}
