namespace BotPerf.Web.HealthScores;

/// <summary>A figure that was found, what it is held against, and how many points it costs.</summary>
/// <param name="Value">In the check's unit.</param>
/// <param name="Curve">What it is held against.</param>
/// <param name="Where">The instance, target or connection that is worst; empty: there is one only.</param>
/// <param name="Minutes">How long the figure was looked at.</param>
/// <param name="Samples">How many measurements it rests on.</param>
/// <param name="Points">What it takes from its component's 100; the worst of a component counts in full, each further one half.</param>
public sealed record HealthFinding(
    HealthCheck Check, double Value, ScoreCurve Curve, string Where, int Minutes, long Samples, double Points)
{
    /// <summary>It alone would end Excellent: below that there is nothing to do about it.</summary>
    public bool NeedsWork => Points >= HealthBands.Most - HealthBands.Excellent;
}

/// <summary>The score of a component.</summary>
/// <param name="Score">0 to 100, one decimal; null: no evidence.</param>
/// <param name="Findings">All that was looked at, what costs most first.</param>
/// <param name="Unknown">Why there is no score; null when there is one.</param>
public sealed record HealthPart(
    HealthComponent Component, double? Score, HealthBand Band, IReadOnlyList<HealthFinding> Findings, string? Unknown)
{
    public IEnumerable<HealthFinding> Deductions => Findings.Where(finding => finding.Points > 0);
}

/// <summary>How well a bot is at a moment.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Score">Overall, 0 to 100, one decimal; null: no evidence.</param>
/// <param name="Parts">One of each component.</param>
/// <param name="HeldBy">The component that keeps the overall score below the mean of all; null: none does.</param>
/// <param name="Unknown">Why there is no score; null when there is one.</param>
public sealed record HealthScore(
    DateTimeOffset At, double? Score, HealthBand Band, IReadOnlyList<HealthPart> Parts, HealthComponent? HeldBy, string? Unknown)
{
    public HealthPart this[HealthComponent component] => Parts[(int)component];

    /// <summary>Nothing is known, neither good nor bad.</summary>
    public static HealthScore Missing(DateTimeOffset at, string why) => new(
        at, null, HealthBand.Unknown,
        [.. HealthComponents.All.Select(component => new HealthPart(component, null, HealthBand.Unknown, [], why))], null, why);
}
