using BotPerf.Web.Baselines;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Anomalies;

/// <summary>The time that is looked at, and the pieces of it that are each held against what was usual before. Pure.</summary>
internal static class AnomalyPieces
{
    public const int HourMinutes = 60;
    public const int DayMinutes = 24 * HourMinutes;
    private const int LongestMinutes = 2 * DayMinutes + HourMinutes;
    private const int Most = 4;

    /// <summary>The finer the shorter; whole steps, of four weeks at most.</summary>
    public static StepRange RangeOf(DateTimeOffset from, DateTimeOffset to)
    {
        var last = to.ToUnixTimeSeconds() / 60;
        var first = Math.Max(from.ToUnixTimeSeconds() / 60, last - SeasonalBaseline.MostDays * DayMinutes);
        var step = (last - first) switch { <= LongestMinutes => 5, <= 7 * DayMinutes + HourMinutes => 15, _ => HourMinutes };
        return Whole(new StepRange(first / step * step, last, step));
    }

    /// <summary>Without the step that is not over.</summary>
    public static StepRange Whole(StepRange range)
    {
        var end = range.ToMinute / range.StepMinutes * range.StepMinutes;
        return range with { FromMinute = Math.Min(range.FromMinute, end - range.StepMinutes), ToMinute = end };
    }

    /// <summary>
    /// Whole hours, oldest first: what has changed for good in a long time is usual in its later pieces, and what lasts for
    /// days is not yet usual in the first.
    /// </summary>
    public static IReadOnlyList<(long FromHour, long ToHour)> Of(StepRange range)
    {
        var (from, to) = (range.FromMinute / HourMinutes, (range.ToMinute + HourMinutes - 1) / HourMinutes);
        var count = (int)Math.Clamp((range.ToMinute - range.FromMinute + LongestMinutes - 1) / LongestMinutes, 1, Most);
        return [.. Enumerable.Range(0, count).Select(i => (from + (to - from) * i / count, from + (to - from) * (i + 1) / count))];
    }
}
