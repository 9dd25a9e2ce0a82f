using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports.Making;

/// <summary>Finds what a window lacks. Pure.</summary>
internal static class CoverageBuilder
{
    public const int MostGaps = 10;

    /// <param name="from">What commands were answered for.</param>
    /// <param name="to">Its end.</param>
    /// <param name="stepSeconds">Of the steps; longer than was asked for where only hours or days are kept.</param>
    /// <param name="steps">In which anything is known, oldest first.</param>
    public static Coverage Of(
        DateTimeOffset from, DateTimeOffset to, ReportWindow window, int stepSeconds, IReadOnlyList<BotStep> steps, IReadOnlyList<LossRow> lost)
    {
        var step = (long)stepSeconds;
        var known = steps.Select(one => one.T / step).ToHashSet();
        var (first, end) = (window.From.ToUnixTimeSeconds() / step, (window.To.ToUnixTimeSeconds() + step - 1) / step);
        var gaps = new List<Gap>();
        for (var at = first; at < end; at++)
        {
            if (known.Contains(at))
                continue;
            var begin = at;
            while (at + 1 < end && !known.Contains(at + 1))
                at++;
            gaps.Add(new Gap(
                Later(window.From, DateTimeOffset.FromUnixTimeSeconds(begin * step)), Sooner(window.To, DateTimeOffset.FromUnixTimeSeconds((at + 1) * step))));
        }

        return new Coverage(
            from, to, stepSeconds, (int)(end - first) - (int)gaps.Sum(gap => Steps(gap, step)), (int)(end - first),
            [.. gaps.OrderByDescending(gap => gap.To - gap.From).ThenBy(gap => gap.From).Take(MostGaps)], Math.Max(0, gaps.Count - MostGaps), lost);
    }

    private static long Steps(Gap gap, long step) =>
        ((gap.To.ToUnixTimeSeconds() + step - 1) / step) - (gap.From.ToUnixTimeSeconds() / step);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Sooner(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
