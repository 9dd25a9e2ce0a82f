using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Schedules;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Tests.Reports;

/// <summary>Which period a schedule's report is of, and when it is begun.</summary>
public sealed class ReportRhythmTests
{
    [Theory]
    [InlineData(Cadence.Daily, 7, "UTC")]
    [InlineData(Cadence.Daily, 2, "Europe/Berlin")]
    [InlineData(Cadence.Weekly, 0, "Asia/Kolkata")]
    [InlineData(Cadence.Weekly, 5, "Asia/Kathmandu")]
    [InlineData(Cadence.Monthly, 0, "Europe/Berlin")]
    [InlineData(Cadence.Monthly, 23, "America/New_York")]
    public void Windows_OfAYear_FollowEachOtherToTheMinute(Cadence cadence, int hour, string zone)
    {
        var schedule = new PeriodSchedule(cadence, hour, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var end = new ManualClock().GetUtcNow();
        var now = end.AddDays(-400);
        var (last, before) = (Window(schedule, now), TimeSpan.Zero);

        while ((now = ReportRhythm.NextAt(schedule, now)) < end)
        {
            var window = Window(schedule, now);

            Assert.Equal((last.To, last.From, last.To), (window.From, window.BeforeFrom, window.BeforeTo));
            Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (Clock(window.From), Clock(window.To)));
            Assert.True(now >= window.To + ReportRhythm.Settles, $"begun {now:O}, of {window}");
            (last, before) = (window, window.To - window.From);
        }

        Assert.InRange(before.TotalDays, cadence == Cadence.Daily ? 0.9 : cadence == Cadence.Weekly ? 6.9 : 27.9, 31.1);

        TimeSpan Clock(DateTimeOffset at) => LocalClock.Of(at, schedule.Zone).TimeOfDay;
    }

    [Fact]
    public void Newest_WithinAQuarterOfAnHourAfterThePeriod_IsTheOneBefore()
    {
        var schedule = new PeriodSchedule(Cadence.Daily, 0, TimeZoneInfo.Utc);
        var midnight = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal("2026-11-19", ReportRhythm.Newest(schedule, midnight.AddMinutes(14)).Key);
        Assert.Equal(midnight.AddMinutes(15), ReportRhythm.NextAt(schedule, midnight.AddMinutes(14)));
        Assert.Equal("2026-11-20", ReportRhythm.Newest(schedule, midnight.AddMinutes(15)).Key);
        Assert.Equal(midnight.AddDays(1).AddMinutes(15), ReportRhythm.NextAt(schedule, midnight.AddMinutes(15)));
    }

    private static ReportWindow Window(PeriodSchedule schedule, DateTimeOffset now) =>
        ReportRhythm.Newest(schedule, now) is var period ? ReportWindow.Of(period.From, period.To, now, period.Before) : throw new InvalidOperationException();
}
