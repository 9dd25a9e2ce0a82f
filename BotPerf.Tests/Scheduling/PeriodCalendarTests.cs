using System.Globalization;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Tests.Scheduling;

public sealed class PeriodCalendarTests
{
    private static readonly TimeZoneInfo[] s_zones = [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.Id == "UTC" || zone.Id.Contains('/'))];

    [Theory]
    // Berlin leaves out 02:00 to 03:00 on 29 March 2026, and has it twice on 25 October.
    [InlineData("Europe/Berlin", "2026-03-28", 2, "2026-03-29T01:00:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", 8, "2026-03-30T06:00:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-24", 2, "2026-10-25T00:00:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-10-25", 8, "2026-10-26T07:00:00Z", 25)]
    // Beirut leaves out midnight: the day begins at one o'clock.
    [InlineData("Asia/Beirut", "2026-03-28", 0, "2026-03-28T22:00:00Z", 24)]
    [InlineData("Asia/Beirut", "2026-03-29", 0, "2026-03-29T21:00:00Z", 23)]
    // Half an hour, on Lord Howe Island.
    [InlineData("Australia/Lord_Howe", "2026-04-05", 8, "2026-04-05T21:30:00Z", 24.5)]
    [InlineData("Asia/Kathmandu", "2026-06-01", 7, "2026-06-02T01:15:00Z", 24)]
    public void Of_ADay_HasTheHoursOfItsZone(string zone, string day, int hour, string dueAt, double hours)
    {
        var period = PeriodCalendar.Of(
            new PeriodSchedule(Cadence.Daily, hour, TimeZoneInfo.FindSystemTimeZoneById(zone)), DateOnly.Parse(day, CultureInfo.InvariantCulture));

        Assert.Equal(DateTimeOffset.Parse(dueAt, CultureInfo.InvariantCulture), period.DueAt);
        Assert.Equal(hours, (period.To - period.From).TotalHours);
    }

    [Fact]
    public void Newest_OfWeeksAndMonths_IsTheLastWholeOne()
    {
        var now = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

        var week = PeriodCalendar.Newest(new PeriodSchedule(Cadence.Weekly, 8, TimeZoneInfo.Utc), now);
        var month = PeriodCalendar.Newest(new PeriodSchedule(Cadence.Monthly, 8, TimeZoneInfo.Utc), now);

        Assert.Equal((new DateOnly(2026, 11, 9), new DateOnly(2026, 11, 16)), (week.First, week.Next));
        Assert.Equal((new DateOnly(2026, 10, 1), new DateOnly(2026, 11, 1)), (month.First, month.Next));
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero), month.Before);
    }

    [Fact]
    public void Newest_DayThatSamoaLeftOut_IsTheDayBefore()
    {
        var schedule = new PeriodSchedule(Cadence.Daily, 8, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia"));

        // It went from Thursday, 29 December 2011 to Saturday.
        var onSaturday = PeriodCalendar.Newest(schedule, new DateTimeOffset(2011, 12, 30, 20, 0, 0, TimeSpan.Zero));
        var onSunday = PeriodCalendar.Newest(schedule, new DateTimeOffset(2011, 12, 31, 20, 0, 0, TimeSpan.Zero));

        Assert.Equal((new DateOnly(2011, 12, 29), new DateOnly(2011, 12, 31)), (onSaturday.First, onSunday.First));
    }

    [Fact]
    public void Days_OfEveryZoneAndManyYears_FollowEachOtherWithoutAGap()
    {
        var random = new Random(14);
        foreach (var zone in s_zones)
        {
            var schedule = new PeriodSchedule(Cadence.Daily, random.Next(24), zone);
            var first = new DateOnly(random.Next(1971, 2060), 1, 1);
            var day = PeriodCalendar.Of(schedule, first);
            while (day.First.Year == first.Year)
            {
                var next = PeriodCalendar.Of(schedule, day.Next);
                Assert.Equal(day.To, next.From);
                Assert.Equal(day.From, next.Before);
                Assert.InRange((day.To - day.From).TotalHours, 0, 25.01);
                Assert.InRange(day.DueAt, day.To, next.To);
                if (!PeriodCalendar.IsLeftOut(day))
                    Assert.Equal(day.First, DateOnly.FromDateTime(LocalClock.Of(day.From, zone)));
                day = next;
            }
        }
    }

    [Fact]
    public void Plan_ClockOverAYearInEveryZone_TellsEachDayOnceAndInTime()
    {
        var random = new Random(15);
        foreach (var zone in s_zones)
        {
            var year = random.Next(1975, 2055);
            var clock = new ManualClock(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(1_440)));
            var schedule = new PeriodSchedule(Cadence.Daily, random.Next(24), zone);
            var since = clock.GetUtcNow();
            DateOnly? known = null;
            var told = new List<CalendarPeriod>();
            // Steps that meet no hour of any zone exactly.
            for (; clock.GetUtcNow().Year == year; clock.Advance(TimeSpan.FromMinutes(151)))
            {
                var step = DigestPlan.Next(schedule, since, known, clock.GetUtcNow());
                Assert.Empty(step.Missed);
                if (step.Due is not { } due)
                    continue;
                Assert.InRange(clock.GetUtcNow() - due.DueAt, TimeSpan.Zero, TimeSpan.FromMinutes(151));
                told.Add(due);
                known = due.First;
            }

            var (from, to) = (told[0].First, told[^1].First);
            var days = Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays)
                .Where(day => !PeriodCalendar.IsLeftOut(PeriodCalendar.Of(schedule, day)));
            Assert.Equal(days, told.Select(period => period.First));
        }
    }
}
