using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Reports;

namespace BotPerf.Tests.Reports;

/// <summary>From when to when a report is.</summary>
public sealed class ReportWindowTests
{
    private static readonly DateTimeOffset s_now = new ManualClock().GetUtcNow();

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(10_080)]
    [InlineData(43_217)]
    [InlineData(576_000)]
    public void Of_AnyLength_IsWhatWasAskedForAndAsLongBefore(int minutes)
    {
        var (from, to) = (s_now.AddMinutes(-minutes - 7), s_now.AddMinutes(-7));

        var window = ReportWindow.Of(from, to, s_now);

        Assert.Equal(new ReportWindow(from, to, from.AddMinutes(-minutes), from), window);
        Assert.Equal(window, ReportWindow.Of(window.From, window.To, s_now.AddDays(1)));
        Assert.Equal((from, to), (Time(window.Steps.FromMinute), Time(window.Steps.ToMinute)));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(120)]
    [InlineData(2_880)]
    public void Of_WholeStepsOfAPagesCharts_IsTheWindowOfThatPage(int minutes)
    {
        var page = TimeWindow.Of(s_now.AddMinutes(-minutes), s_now);

        var window = ReportWindow.Of(page.From, page.To, s_now);

        Assert.Equal((page.From, page.To, page.Before), (window.From, window.To, (window.BeforeFrom, window.BeforeTo)));
        Assert.Equal(page.Steps, window.Steps);
    }

    [Fact]
    public void Of_MinuteThatIsNotOver_IsLeftOut() =>
        Assert.Equal(s_now, ReportWindow.Of(s_now.AddHours(-1), s_now.AddDays(1), s_now.AddSeconds(59)).To);

    [Fact]
    public void Of_LessThanAMinute_IsTheMinuteItBeginsIn() =>
        Assert.Equal((s_now, s_now.AddMinutes(1)), ReportWindow.Of(s_now.AddSeconds(5), s_now.AddSeconds(20), s_now.AddSeconds(30)) is var window ? (window.From, window.To) : default);

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
