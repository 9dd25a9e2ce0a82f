namespace BotPerf.Web.Insights.Suggestions;

/// <summary>How sure it is that there is something to change.</summary>
public enum Confidence
{
    /// <summary>Fewer than three times the values it takes, or less than a twentieth beyond the threshold.</summary>
    Low,

    Medium,

    /// <summary>At least ten times the values it takes, and at least a quarter beyond the threshold.</summary>
    High,
}

/// <summary>Says how sure a rule is of a measurement. Pure.</summary>
internal static class ConfidenceLevel
{
    private const double Slightly = 1.05;
    private const double Clearly = 1.25;

    public static Confidence Of(SuggestionRule rule, Measurement measured)
    {
        var badness = rule.Badness(measured.Value);
        if (measured.Samples < 3 * rule.LeastSamples || badness < Slightly)
            return Confidence.Low;
        return measured.Samples >= 10 * rule.LeastSamples && badness >= Clearly ? Confidence.High : Confidence.Medium;
    }
}
