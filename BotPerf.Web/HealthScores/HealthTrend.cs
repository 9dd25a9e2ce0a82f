using BotPerf.Web.Baselines;

namespace BotPerf.Web.HealthScores;

/// <summary>Where a score is going.</summary>
public enum HealthTrend
{
    /// <summary>There is too little history.</summary>
    Unknown,
    Worse,
    Stable,
    Better,
}

/// <summary>
/// Tells a trend from noise: Mann and Kendall's test has to be sure of it, and Theil and Sen's slope has to make a
/// difference. Over averages of hours, since neighbouring minutes are no independent witnesses. Pure.
/// </summary>
internal static class HealthTrends
{
    /// <summary>How far back.</summary>
    public const int Days = 7;

    /// <summary>One point of the trend.</summary>
    public const int BlockMinutes = 180;

    /// <summary>A day's worth.</summary>
    public const int LeastBlocks = 8;

    /// <summary>By chance once in a hundred series without a trend.</summary>
    public const double Sure = 2.576;

    /// <summary>Points of the score, from the first block to the last.</summary>
    public const double LeastChange = 5;


    /// <param name="blocks">The number of each block and its average score, in order; those without a score are left out.</param>
    public static HealthTrend Of(IReadOnlyList<(double Block, double Score)> blocks)
    {
        if (blocks.Count < LeastBlocks)
            return HealthTrend.Unknown;

        var trend = RobustTrend.Of(blocks);
        var change = trend.Slope * (blocks[^1].Block - blocks[0].Block);
        if (Math.Abs(trend.Z) < Sure || Math.Abs(change) < LeastChange)
            return HealthTrend.Stable;
        return change < 0 ? HealthTrend.Worse : HealthTrend.Better;
    }

    public static string Word(HealthTrend trend) => trend switch
    {
        HealthTrend.Worse => "worse",
        HealthTrend.Stable => "stable",
        HealthTrend.Better => "better",
        _ => "unknown",
    };
}
