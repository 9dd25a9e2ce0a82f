namespace BotPerf.Web.Insights.Figures;

/// <summary>A figure that is looked at, of each of its series or of all together.</summary>
/// <param name="Metric">The stored name.</param>
/// <param name="Figure">rate, p95, avg, max or last, as a history has it; in the stored unit, rates per second.</param>
/// <param name="Title">For people.</param>
/// <param name="Together">All series and instances are one.</param>
internal sealed record WatchedFigure(string Metric, string Figure, string Title, bool Together = false)
{
    /// <summary>Of one figure; those that are used most. What is hardly used has no usual.</summary>
    public const int MostLines = 10;

    public const string Rate = "rate";
    public const string P95 = "p95";
    public const string Average = "avg";
    public const string Highest = "max";
    public const string Last = "last";

    public bool IsCounted => Figure == Rate;
}
