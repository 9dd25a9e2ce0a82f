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
    [InlineData(1_440)]
    [InlineData(10_080)]
    [InlineData(43_200)]
    [InlineData(576_000)]
    public void Of_AnyLength_IsTheWindowOfAPageOverIt(int minutes)
    {
        var window = ReportWindow.Of(s_now.AddMinutes(-minutes), s_now, s_now);
        var page = TimeWindow.Of(window.From, window.To);

        Assert.Equal((page.From, page.To, page.Before), (window.From, window.To, (window.BeforeFrom, window.BeforeTo)));
        Assert.Equal(window, ReportWindow.Of(window.From, window.To, s_now.AddDays(1)));
    }

    [Fact]
    public void Of_MinuteThatIsNotOver_IsLeftOut() =>
        Assert.Equal(s_now, ReportWindow.Of(s_now.AddHours(-1), s_now.AddDays(1), s_now.AddSeconds(59)).To);
}
