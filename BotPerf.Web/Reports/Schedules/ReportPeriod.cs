using System.Globalization;

namespace BotPerf.Web.Reports.Schedules;

public enum ReportPeriod
{
    Daily,

    /// <summary>From Monday to Monday.</summary>
    Weekly,
    Monthly,
}

/// <summary>Days, weeks and months of a time zone. Pure.</summary>
internal static class ReportPeriods
{
    private static readonly TimeSpan s_quarter = TimeSpan.FromMinutes(15);

    public static string WordOf(ReportPeriod period) => period.ToString().ToLowerInvariant();

    public static ReportPeriod? Find(string? word) =>
        Enum.GetValues<ReportPeriod>().Where(period => WordOf(period) == word).Select(period => (ReportPeriod?)period).FirstOrDefault();

    /// <summary>The last whole one that is over, and what it is called.</summary>
    public static (DateTimeOffset From, DateTimeOffset To, string Key) LastBefore(ReportPeriod period, TimeZoneInfo zone, DateTimeOffset at)
    {
        var end = Beginning(period, TimeZoneInfo.ConvertTime(at, zone).Date);
        var begin = Shift(period, end, -1);
        return (At(begin, zone), At(end, zone), begin.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>When a report was due last: the period it stands for is that before this, however late it is begun.</summary>
    public static DateTimeOffset LastDue(ReportPeriod period, TimeZoneInfo zone, int hour, DateTimeOffset now)
    {
        var day = Beginning(period, TimeZoneInfo.ConvertTime(now, zone).Date);
        while (At(day.AddHours(hour), zone) > now)
            day = Shift(period, day, -1);
        return At(day.AddHours(hour), zone);
    }

    /// <summary>When the next report is due: at this hour of the day on which a period begins.</summary>
    public static DateTimeOffset Next(ReportPeriod period, TimeZoneInfo zone, int hour, DateTimeOffset after)
    {
        var day = Beginning(period, TimeZoneInfo.ConvertTime(after, zone).Date);
        while (At(day.AddHours(hour), zone) <= after)
            day = Shift(period, day, 1);
        return At(day.AddHours(hour), zone);
    }

    private static DateTime Beginning(ReportPeriod period, DateTime day) => period switch
    {
        ReportPeriod.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        ReportPeriod.Monthly => day.AddDays(1 - day.Day),
        _ => day,
    };

    private static DateTime Shift(ReportPeriod period, DateTime day, int by) => period switch
    {
        ReportPeriod.Weekly => day.AddDays(7 * by),
        ReportPeriod.Monthly => day.AddMonths(by),
        _ => day.AddDays(by),
    };

    // An hour that the clock leaves out begins when it has been set; of one that comes twice the first is meant.
    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local += s_quarter;
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
