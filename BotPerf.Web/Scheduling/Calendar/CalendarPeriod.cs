using System.Globalization;

namespace BotPerf.Web.Scheduling.Calendar;

/// <summary>When something that comes again and again is told.</summary>
/// <param name="Hour">0 to 23, by the clocks of the zone, on the day after the period.</param>
public sealed record PeriodSchedule(Cadence Cadence, int Hour, TimeZoneInfo Zone);

/// <summary>One day, week or month of a time zone.</summary>
/// <param name="First">The first of the days.</param>
/// <param name="Next">The first day after it.</param>
/// <param name="From">When the first day begins.</param>
/// <param name="To">When the last one is over.</param>
/// <param name="Before">When the period before it began, which it is compared with.</param>
/// <param name="DueAt">When it is told.</param>
public sealed record CalendarPeriod(
    Cadence Cadence, DateOnly First, DateOnly Next, DateTimeOffset From, DateTimeOffset To, DateTimeOffset Before, DateTimeOffset DueAt)
{
    /// <summary>Names it; of one cadence, later periods have greater names.</summary>
    public string Key => KeyOf(First);

    public static string KeyOf(DateOnly first) => first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
