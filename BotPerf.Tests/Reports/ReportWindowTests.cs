using System.Globalization;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Schedules;

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

    [Theory]
    [InlineData("daily", "Europe/Berlin", "2026-03-29T05:00Z", "2026-03-27T23:00Z", "2026-03-28T23:00Z", "2026-03-28")]
    [InlineData("daily", "Europe/Berlin", "2026-03-30T05:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z", "2026-03-29")]
    [InlineData("daily", "Europe/Berlin", "2026-10-26T06:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z", "2026-10-25")]
    [InlineData("weekly", "UTC", "2026-11-21T10:00Z", "2026-11-09T00:00Z", "2026-11-16T00:00Z", "2026-11-09")]
    [InlineData("monthly", "America/New_York", "2026-04-01T12:00Z", "2026-03-01T05:00Z", "2026-04-01T04:00Z", "2026-03-01")]
    public void LastBefore_DaysInWhichTheClockIsSet_AreTheZonesOwn(string period, string zone, string at, string from, string to, string key) => Assert.Equal(
        (Time(from), Time(to), key),
        ReportPeriods.LastBefore(ReportPeriods.Find(period)!.Value, TimeZoneInfo.FindSystemTimeZoneById(zone), Time(at)));

    [Theory]
    [InlineData("daily", "Europe/Berlin", 2, "2026-03-28T12:00Z", "2026-03-29T01:00Z")]
    [InlineData("daily", "Europe/Berlin", 2, "2026-03-29T01:00Z", "2026-03-30T00:00Z")]
    [InlineData("daily", "Europe/Berlin", 2, "2026-10-24T12:00Z", "2026-10-25T00:00Z")]
    [InlineData("daily", "Europe/Berlin", 2, "2026-10-25T00:30Z", "2026-10-26T01:00Z")]
    [InlineData("weekly", "UTC", 7, "2026-11-21T10:00Z", "2026-11-23T07:00Z")]
    [InlineData("monthly", "UTC", 0, "2026-12-01T00:00Z", "2027-01-01T00:00Z")]
    public void Next_ClockThatIsSet_ComesOnceADay(string period, string zone, int hour, string after, string next) => Assert.Equal(
        Time(next), ReportPeriods.Next(ReportPeriods.Find(period)!.Value, TimeZoneInfo.FindSystemTimeZoneById(zone), hour, Time(after)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
