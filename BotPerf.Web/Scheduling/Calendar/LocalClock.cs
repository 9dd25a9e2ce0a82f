namespace BotPerf.Web.Scheduling.Calendar;

/// <summary>
/// When the clocks of a time zone show something. By the way from UTC to local time alone, which .NET knows exactly for
/// every zone; of the way back it knows no gap where a country moved to another zone. Pure.
/// </summary>
internal static class LocalClock
{
    // No zone is farther from UTC than 14 hours (Kiritimati); 15:13 before 1900.
    private static readonly TimeSpan s_farthest = TimeSpan.FromHours(16);

    public static DateTime Of(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>
    /// The first moment at which the clocks show this: of an hour that comes twice the first one; of one that is left out,
    /// the moment at which they are set.
    /// </summary>
    public static DateTimeOffset FirstAt(DateTime local, TimeZoneInfo zone)
    {
        var wanted = new DateTimeOffset(local, TimeSpan.Zero);
        var (low, high) = (wanted - s_farthest, wanted + s_farthest);
        var (before, after) = (zone.GetUtcOffset(low), zone.GetUtcOffset(high));
        if (before == after)
            return wanted - before;

        var set = Set(low, high, before, zone);
        if (wanted - before < set)
            return wanted - before;
        return wanted - after > set ? wanted - after : set;
    }

    /// <summary>The second at which the offset changes between two times.</summary>
    private static DateTimeOffset Set(DateTimeOffset low, DateTimeOffset high, TimeSpan before, TimeZoneInfo zone)
    {
        var (from, to) = (low.ToUnixTimeSeconds(), high.ToUnixTimeSeconds());
        while (to - from > 1)
        {
            var middle = from + ((to - from) / 2);
            if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == before)
                from = middle;
            else
                to = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(to);
    }
}
