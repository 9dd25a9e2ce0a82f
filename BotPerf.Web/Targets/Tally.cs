namespace BotPerf.Web.Targets;

/// <summary>How many there were, and how many of them were good.</summary>
internal readonly record struct Tally(double Good, double All)
{
    public double Bad => All - Good;

    /// <summary>Null: there was nothing.</summary>
    public double? Share => All > 0 ? Good / All : null;

    public static Tally operator +(Tally one, Tally other) => new(one.Good + other.Good, one.All + other.All);

    /// <summary>How many times faster than allowed it goes wrong: at 1 the budget lasts just as long as the window.</summary>
    /// <param name="objective">The share that is to be good.</param>
    public double? BurnRate(double objective) => All > 0 ? Bad / All / (1 - objective) : null;
}
