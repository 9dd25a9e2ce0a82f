namespace BotPerf.Web.Insights.Suggestions;

/// <summary>A figure that speaks for a suggestion.</summary>
/// <param name="What">In words: "longest wait".</param>
/// <param name="Unit">seconds, bytes, fraction, or empty for a number of things.</param>
/// <param name="Metric">The stored name of what it was made from.</param>
public sealed record EvidenceFigure(string What, double Value, string Unit, string Metric);

/// <summary>What a figure may come to when the advice is followed, from what was measured.</summary>
/// <param name="What">Which figure: "average duration".</param>
/// <param name="Now">As it was measured.</param>
/// <param name="Cautious">If little comes of it.</param>
/// <param name="Hopeful">If all of it does.</param>
public sealed record Expectation(string What, double Now, double Cautious, double Hopeful, string Unit);

/// <summary>What a rule measured of one target in a window, be it well or not.</summary>
/// <param name="Target">In the rule's scope; empty for the whole bot.</param>
/// <param name="Value">The figure the rule judges by, in its unit.</param>
/// <param name="Samples">How many values it is made of.</param>
internal sealed record Measurement(string Target, double Value, long Samples)
{
    public IReadOnlyList<EvidenceFigure> Evidence { get; init; } = [];

    public Expectation? Expected { get; init; }

    /// <summary>A sentence that only these figures allow: which instance it is, which size would do.</summary>
    public string? Hint { get; init; }

    /// <summary>How far chance may have moved the figure, as a standard error; null: not known.</summary>
    public double? Chance { get; init; }

    /// <summary>Something else explains it: it is no case for this rule.</summary>
    public bool IsExcused { get; init; }
}
