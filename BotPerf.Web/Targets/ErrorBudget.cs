namespace BotPerf.Web.Targets;

/// <summary>How much of what may go wrong has gone wrong. Pure.</summary>
/// <param name="Share">Of all that happened in the window, what was good; null: nothing happened.</param>
/// <param name="Left">Of the budget: 1 is all of it, 0 none, below 0 it is overdrawn; null: nothing happened.</param>
/// <param name="BurnHour">How many times faster than allowed it went wrong in the last hour; null: nothing happened.</param>
/// <param name="BurnSixHours">The same of six hours.</param>
/// <param name="BurnThreeDays">The same of three days.</param>
/// <param name="EmptyIn">When the budget is gone, should it go on as in the last six hours; null: not within the window, or it is gone.</param>
/// <param name="KnownFor">How far back anything happened, up to the window.</param>
public sealed record ErrorBudget(
    double All, double Bad, double? Share, double? Left, double? BurnHour, double? BurnSixHours, double? BurnThreeDays, TimeSpan? EmptyIn,
    TimeSpan KnownFor)
{
    /// <summary>Of fewer nobody can say whether a share is kept.</summary>
    public const int LeastEvents = 20;

    public bool IsKnown => All >= LeastEvents;

    internal static ErrorBudget Of(Target target, TargetTrack track)
    {
        var window = track.Last(target.Days * BurnWindow.DayMinutes);
        var six = track.Last(BurnWindow.Medium.LongMinutes).BurnRate(target.Objective);
        var left = window.All > 0 ? 1 - window.Bad / (window.All * (1 - target.Objective)) : (double?)null;
        return new ErrorBudget(
            window.All, window.Bad, window.Share, left, track.Last(BurnWindow.Fast.LongMinutes).BurnRate(target.Objective), six,
            track.Last(BurnWindow.Slow.LongMinutes).BurnRate(target.Objective), EmptyAfter(left, six, target.Days), track.KnownFor());
    }

    // What is allowed in the window is burnt at a rate of 1 in just its length.
    private static TimeSpan? EmptyAfter(double? left, double? burn, int days) =>
        left is > 0 and { } rest && burn is > 0 and { } rate && rest / rate <= 1 ? TimeSpan.FromDays(days * rest / rate) : null;
}

/// <summary>
/// A long window that says it matters, and a short one that says it still goes on: an alert comes when both burn, and ends
/// soon after the trouble. The three are those of Google's workbook on reliability, for a window of thirty days.
/// </summary>
public sealed record BurnWindow(int LongMinutes, double Threshold)
{
    public const int DayMinutes = 24 * 60;

    /// <summary>2 % of the budget in an hour.</summary>
    public static readonly BurnWindow Fast = new(60, 14.4);

    /// <summary>5 % of the budget in six hours.</summary>
    public static readonly BurnWindow Medium = new(6 * 60, 6);

    /// <summary>10 % of the budget in three days.</summary>
    public static readonly BurnWindow Slow = new(3 * DayMinutes, 1);

    public static IReadOnlyList<BurnWindow> All { get; } = [Fast, Medium, Slow];

    public int ShortMinutes => LongMinutes / 12;

    /// <summary>The smaller burn rate of both windows; null: too little happened in the long one.</summary>
    internal static double? Of(int longMinutes, Target target, TargetTrack track)
    {
        var all = track.Last(longMinutes);
        if (all.All < ErrorBudget.LeastEvents)
            return null;
        // A short window in which nothing happened burns nothing.
        return Math.Min(all.BurnRate(target.Objective) ?? 0, track.Last(longMinutes / 12).BurnRate(target.Objective) ?? 0);
    }
}
