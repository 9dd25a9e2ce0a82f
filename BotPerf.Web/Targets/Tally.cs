namespace BotPerf.Web.Targets;

/// <summary>How many there were, and how many of them failed as they were told: only a sum of minutes is cut at what there was.</summary>
internal readonly record struct Tally(double All, double Failed)
{
    // Errors are told by a series of their own, and may come a frame after what failed.
    public double Bad => Math.Min(Failed, All);

    /// <summary>That was good; null: there was nothing.</summary>
    public double? Share => All > 0 ? (All - Bad) / All : null;

    public static Tally operator +(Tally one, Tally other) => new(one.All + other.All, one.Failed + other.Failed);
}
