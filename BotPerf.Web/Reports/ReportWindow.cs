using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports;

/// <summary>From when to when a report is, and what it is compared with. Both are as a page over the same time has them.</summary>
/// <param name="From">At the beginning of a chart's step, so that tables and charts cover the same time.</param>
/// <param name="To">Exclusive; a whole minute that is over, so that the figures stay what they are.</param>
public sealed record ReportWindow(DateTimeOffset From, DateTimeOffset To, DateTimeOffset BeforeFrom, DateTimeOffset BeforeTo)
{
    internal StepRange Steps => StepRange.Of(From, To);

    /// <param name="from">The beginning.</param>
    /// <param name="to">The end; not beyond <paramref name="now"/>.</param>
    /// <param name="now">The minute that it lies in is not over.</param>
    public static ReportWindow Of(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var last = WholeMinute(to < now ? to : now);
        var end = last > WholeMinute(from) ? last : WholeMinute(from).AddMinutes(1);
        var (begin, steps) = (WholeMinute(from), StepRange.Of(from, end));
        // What begins earlier may need longer steps, and begin earlier once more.
        while (steps.FromMinute * 60 != begin.ToUnixTimeSeconds())
        {
            begin = DateTimeOffset.FromUnixTimeSeconds(steps.FromMinute * 60);
            steps = StepRange.Of(begin, end);
        }

        return new ReportWindow(begin, end, begin.AddSeconds(-(long)steps.Points * steps.StepSeconds), begin);
    }

    private static DateTimeOffset WholeMinute(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);
}
