using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Reports.Schedules;

/// <summary>Which period the next report of a schedule is of, and when it is begun. Pure.</summary>
internal static class ReportRhythm
{
    /// <summary>So long after a period is over what bots could not deliver in it may still come.</summary>
    public static readonly TimeSpan Settles = TimeSpan.FromMinutes(15);

    public static DateTimeOffset BeginsAt(CalendarPeriod period) => period.DueAt > period.To + Settles ? period.DueAt : period.To + Settles;

    /// <summary>The newest period of which a report may be begun.</summary>
    public static CalendarPeriod Newest(PeriodSchedule schedule, DateTimeOffset now)
    {
        var period = PeriodCalendar.Newest(schedule, now);
        while (BeginsAt(period) > now || PeriodCalendar.IsLeftOut(period))
            period = PeriodCalendar.Earlier(schedule, period);
        return period;
    }

    /// <summary>When the one after that is begun.</summary>
    public static DateTimeOffset NextAt(PeriodSchedule schedule, DateTimeOffset now)
    {
        var period = Newest(schedule, now);
        do
            period = PeriodCalendar.Of(schedule, period.Next);
        while (PeriodCalendar.IsLeftOut(period));
        return BeginsAt(period);
    }
}
