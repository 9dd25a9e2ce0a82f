namespace BotPerf.Web.Digests.Calendar;

/// <summary>Which period a digest is of, and when it is told: by the days of its reader. Pure.</summary>
internal static class DigestCalendar
{
    /// <summary>The newest period that is due.</summary>
    public static DigestPeriod Newest(DigestSchedule schedule, DateTimeOffset now)
    {
        // Two days ahead, so that a day that a zone leaves out or has twice is passed by as well.
        var period = Of(schedule, FirstOf(schedule.Cadence, DateOnly.FromDateTime(LocalClock.Of(now, schedule.Zone)).AddDays(2)));
        while (period.DueAt > now || IsLeftOut(period))
            period = Earlier(schedule, period);
        return period;
    }

    /// <summary>The first period that is due later than that.</summary>
    public static DigestPeriod Upcoming(DigestSchedule schedule, DateTimeOffset now)
    {
        var period = Of(schedule, Newest(schedule, now).Next);
        while (IsLeftOut(period))
            period = Of(schedule, period.Next);
        return period;
    }

    public static DigestPeriod Earlier(DigestSchedule schedule, DigestPeriod period) =>
        Of(schedule, FirstOf(schedule.Cadence, period.First.AddDays(-1)));

    /// <param name="schedule">Whose.</param>
    /// <param name="first">The first day of a period.</param>
    public static DigestPeriod Of(DigestSchedule schedule, DateOnly first)
    {
        var next = NextOf(schedule.Cadence, first);
        return new DigestPeriod(
            schedule.Cadence, first, next, StartOf(first, schedule.Zone), StartOf(next, schedule.Zone),
            StartOf(FirstOf(schedule.Cadence, first.AddDays(-1)), schedule.Zone),
            LocalClock.FirstAt(next.ToDateTime(new TimeOnly(schedule.Hour, 0)), schedule.Zone));
    }

    /// <summary>A zone that moves over the date line leaves out a day, as Samoa did on 30 December 2011.</summary>
    public static bool IsLeftOut(DigestPeriod period) => period.From >= period.To;

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => LocalClock.FirstAt(day.ToDateTime(TimeOnly.MinValue), zone);

    private static DateOnly FirstOf(DigestCadence cadence, DateOnly day) => cadence switch
    {
        DigestCadence.Daily => day,
        DigestCadence.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    private static DateOnly NextOf(DigestCadence cadence, DateOnly first) => cadence switch
    {
        DigestCadence.Daily => first.AddDays(1),
        DigestCadence.Weekly => first.AddDays(7),
        _ => first.AddMonths(1),
    };
}
