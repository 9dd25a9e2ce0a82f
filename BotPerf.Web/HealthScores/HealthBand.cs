namespace BotPerf.Web.HealthScores;

/// <summary>How well something is. Rising, but for the first: missing evidence is neither good nor bad.</summary>
public enum HealthBand
{
    Unknown,

    /// <summary>Below 25.</summary>
    Critical,

    /// <summary>From 25.</summary>
    Poor,

    /// <summary>From 50.</summary>
    Fair,

    /// <summary>From 75.</summary>
    Good,

    /// <summary>From 90.</summary>
    Excellent,
}

/// <summary>Where the bands begin, and how a score moves from one to the next. Pure.</summary>
internal static class HealthBands
{
    public const double Excellent = 90;
    public const double Good = 75;
    public const double Fair = 50;
    public const double Poor = 25;
    public const double Most = 100;

    /// <summary>So far a score has to pass the edge of its band before it leaves it.</summary>
    public const double Slack = 2;

    // Scores have one decimal.
    private const double Step = 0.1;

    public static HealthBand Of(double? score) => score switch
    {
        null => HealthBand.Unknown,
        >= Excellent => HealthBand.Excellent,
        >= Good => HealthBand.Good,
        >= Fair => HealthBand.Fair,
        >= Poor => HealthBand.Poor,
        _ => HealthBand.Critical,
    };

    /// <summary>
    /// One decimal; a score that has passed the edge of its last band by less than <see cref="Slack"/> stays at that edge,
    /// so that score and band always say the same.
    /// </summary>
    public static double Settle(double score, HealthBand last)
    {
        var rounded = Math.Round(Math.Clamp(score, 0, Most), 1);
        if (last == HealthBand.Unknown)
            return rounded;

        var (from, to) = Range(last);
        return rounded >= from - Slack && rounded < to + Slack ? Math.Clamp(rounded, from, Math.Min(Most, to - Step)) : rounded;
    }

    /// <summary>From, and up to without it. Of the best one the end is beyond every score.</summary>
    public static (double From, double To) Range(HealthBand band) => band switch
    {
        HealthBand.Excellent => (Excellent, Most + Step),
        HealthBand.Good => (Good, Excellent),
        HealthBand.Fair => (Fair, Good),
        HealthBand.Poor => (Poor, Fair),
        HealthBand.Critical => (0, Poor),
        _ => throw new ArgumentOutOfRangeException(nameof(band), band, null),
    };

    /// <summary>As the interface and the documents call it.</summary>
    public static string Word(HealthBand band) => band switch
    {
        HealthBand.Excellent => "excellent",
        HealthBand.Good => "good",
        HealthBand.Fair => "fair",
        HealthBand.Poor => "poor",
        HealthBand.Critical => "critical",
        _ => "unknown",
    };
}
