using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports;

/// <summary>From when to when a report is, to the minute, and what it is compared with.</summary>
/// <param name="To">Exclusive; no later than the last minute that is over. What bots deliver after the report is made is not in it.</param>
/// <param name="BeforeFrom">As long before; of a schedule, the beginning of the day, week or month before.</param>
public sealed record ReportWindow(DateTimeOffset From, DateTimeOffset To, DateTimeOffset BeforeFrom, DateTimeOffset BeforeTo)
{
    /// <summary>For charts: of the step that it begins in, what lies before is left out.</summary>
    internal StepRange Steps => StepRange.Of(From, To).BeginningAt(From);

    /// <param name="from">The beginning.</param>
    /// <param name="to">The end; not beyond <paramref name="now"/>.</param>
    /// <param name="now">The minute that it lies in is not over.</param>
    /// <param name="before">The beginning of what it is compared with; null: as long, right before.</param>
    public static ReportWindow Of(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, DateTimeOffset? before = null)
    {
        var (begin, last) = (WholeMinute(from), WholeMinute(to < now ? to : now));
        var end = last > begin ? last : begin.AddMinutes(1);
        return new ReportWindow(begin, end, before ?? begin - (end - begin), begin);
    }

    private static DateTimeOffset WholeMinute(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);
}
