namespace BotPerf.Web.Scheduling.Calendar;

/// <summary>Which days, weeks and months of a time zone are over, and when each is told. Pure.</summary>
internal static class PeriodCalendar
{
    /// <summary>The newest period that is due.</summary>
    public static CalendarPeriod Newest(PeriodSchedule schedule, DateTimeOffset now)
    {
        // Two days ahead, so that a day that a zone leaves out or has twice is passed by as well.
        var period = Of(schedule, FirstOf(schedule.Cadence, DateOnly.FromDateTime(LocalClock.Of(now, schedule.Zone)).AddDays(2)));
        while (period.DueAt > now || IsLeftOut(period))
            period = Earlier(schedule, period);
        return period;
    }

    /// <summary>The first period that is due later than that.</summary>
    public static CalendarPeriod Upcoming(PeriodSchedule schedule, DateTimeOffset now)
    {
        var period = Of(schedule, Newest(schedule, now).Next);
        while (IsLeftOut(period))
            period = Of(schedule, period.Next);
        return period;
    }

    public static CalendarPeriod Earlier(PeriodSchedule schedule, CalendarPeriod period) =>
        Of(schedule, FirstOf(schedule.Cadence, period.First.AddDays(-1)));

    /// <param name="schedule">Whose.</param>
    /// <param name="first">The first day of a period.</param>
    public static CalendarPeriod Of(PeriodSchedule schedule, DateOnly first)
    {
        var next = NextOf(schedule.Cadence, first);
        return new CalendarPeriod(
            schedule.Cadence, first, next, StartOf(first, schedule.Zone), StartOf(next, schedule.Zone),
            StartOf(FirstOf(schedule.Cadence, first.AddDays(-1)), schedule.Zone),
            LocalClock.FirstAt(next.ToDateTime(new TimeOnly(schedule.Hour, 0)), schedule.Zone));
    }

    /// <summary>A zone that moves over the date line leaves out a day, as Samoa did on 30 December 2011.</summary>
    public static bool IsLeftOut(CalendarPeriod period) => period.From >= period.To;

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => LocalClock.FirstAt(day.ToDateTime(TimeOnly.MinValue), zone);

    private static DateOnly FirstOf(Cadence cadence, DateOnly day) => cadence switch
    {
        Cadence.Daily => day,
        Cadence.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    private static DateOnly NextOf(Cadence cadence, DateOnly first) => cadence switch
    {
        Cadence.Daily => first.AddDays(1),
        Cadence.Weekly => first.AddDays(7),
        _ => first.AddMonths(1),
    };
}
