namespace BotPerf.Web.Targets;

/// <summary>How much of what may go wrong has gone wrong. Pure.</summary>
/// <param name="Share">Of all that happened in the window, what was good; null: nothing happened.</param>
/// <param name="Left">Of the budget: 1 is all of it, 0 none, below 0 it is overdrawn; null: nothing happened.</param>
/// <param name="BurnHour">How many times faster than allowed it went wrong in the last hour; null: too little happened.</param>
/// <param name="BurnSixHours">The same of six hours.</param>
/// <param name="BurnThreeDays">The same of three days.</param>
/// <param name="EmptyIn">When the budget is gone, should it go on as in the last six hours; null: not within the window, or it is gone.</param>
/// <param name="KnownSince">The first hour of the window in which anything happened; null: nothing did.</param>
/// <param name="Known">From then until now.</param>
public sealed record ErrorBudget(
    double All, double Bad, double? Share, double? Left, double? BurnHour, double? BurnSixHours, double? BurnThreeDays, TimeSpan? EmptyIn,
    DateTimeOffset? KnownSince, TimeSpan Known)
{
    /// <summary>Of fewer nobody can say whether a share is kept.</summary>
    public const int LeastEvents = 20;

    // The first hours of a window may be quiet ones of the night.
    private const double AsGoodAsWhole = 0.9;

    public bool IsKnown => All >= LeastEvents;

    internal static ErrorBudget Of(Target target, TargetTrack track)
    {
        var length = TimeSpan.FromDays(target.Days);
        var window = track.Last(target.Days * BurnWindow.DayMinutes);
        var left = window.All > 0 ? Math.Round(1 - window.Bad / (window.All * target.Allowed), 9) : (double?)null;
        var six = BurnWindow.Rate(BurnWindow.Medium.LongMinutes, target, track);
        var since = track.FirstHour() is { } hour ? DateTimeOffset.FromUnixTimeSeconds(hour * 3_600) : (DateTimeOffset?)null;
        var known = since is { } at ? DateTimeOffset.FromUnixTimeSeconds((track.Newest + 1) * 60) - at : TimeSpan.Zero;
        return new ErrorBudget(
            window.All, window.Bad, window.Share, left, BurnWindow.Rate(BurnWindow.Fast.LongMinutes, target, track), six,
            BurnWindow.Rate(BurnWindow.Slow.LongMinutes, target, track), EmptyAfter(left, six, known, length), since, known);
    }

    // What is allowed in the window is burnt at a rate of 1 in just its length. While only its beginning is known, what is
    // allowed grows with it, at a rate of 1.
    private static TimeSpan? EmptyAfter(double? left, double? burn, TimeSpan known, TimeSpan window)
    {
        if (left is not > 0 || burn is not { } rate)
            return null;

        var (length, faster) = known < window * AsGoodAsWhole ? (known, rate - 1) : (window, rate);
        return faster > 0 && left.Value / faster * length <= window ? left.Value / faster * length : null;
    }
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

    /// <summary>How many times faster than allowed it went wrong; null: too little happened.</summary>
    internal static double? Rate(int minutes, Target target, TargetTrack track) =>
        track.Last(minutes) is { All: >= ErrorBudget.LeastEvents } tally ? RateOf(tally, target) : null;

    /// <summary>The smaller burn rate of both windows; null: too little happened in the long one.</summary>
    internal static double? Of(int longMinutes, Target target, TargetTrack track)
    {
        if (Rate(longMinutes, target, track) is not { } rate)
            return null;

        // A short window in which nothing happened burns nothing.
        var brief = track.Last(longMinutes / 12);
        return brief.All > 0 ? Math.Min(rate, RateOf(brief, target)) : 0;
    }

    // At 1 the budget lasts just as long as the window.
    private static double RateOf(Tally tally, Target target) => Math.Round(tally.Bad / tally.All / target.Allowed, 9);
}
