namespace BotPerf.Web.HealthScores;

/// <summary>A figure as it was measured.</summary>
internal readonly record struct Measured(
    HealthCheck Check, double Value, ScoreCurve Curve, string Where, int Minutes, long Samples);

/// <param name="Figures">All of them; of one check there may be several, of which the worst counts.</param>
/// <param name="Executions">How many there were in the longest window that was looked at.</param>
internal sealed record HealthEvidence(IReadOnlyList<Measured> Figures, long Executions);

/// <summary>Makes scores of figures; docs/scoring.md has the arithmetic. Pure.</summary>
internal static class HealthScorer
{
    /// <summary>Of fewer executions neither an error rate nor a percentile says anything.</summary>
    public const int LeastExecutions = 20;

    /// <summary>The overall score is at most so much above the worst component: one band, so that none is averaged away.</summary>
    public const double MostAboveWorst = 25;

    // Causes overlap (a busy process makes a busy machine): what comes on top of the worst counts half.
    private const double Further = 0.5;

    /// <param name="evidence">What was measured.</param>
    /// <param name="at">When.</param>
    /// <param name="last">The score before, for the edges of the bands; null: there is none.</param>
    public static HealthScore Score(HealthEvidence evidence, DateTimeOffset at, HealthScore? last)
    {
        var figures = evidence.Figures.ToLookup(figure => figure.Check.Component);
        List<HealthPart> parts = [.. HealthComponents.All.Select(component =>
            Part(component, figures[component], evidence.Executions, last?[component].Band ?? HealthBand.Unknown))];
        var known = parts.Where(part => part.Score is not null).ToList();
        if (known.Count == 0)
            return new HealthScore(at, null, HealthBand.Unknown, parts, null, "It has sent nothing yet that a score could be made of.");

        var mean = known.Sum(part => HealthComponents.Weight(part.Component) * part.Score!.Value)
            / known.Sum(part => HealthComponents.Weight(part.Component));
        var worst = known.MinBy(part => part.Score)!;
        var most = worst.Score!.Value + MostAboveWorst;
        var score = HealthBands.Settle(Math.Min(mean, most), last?.Band ?? HealthBand.Unknown);
        return new HealthScore(at, score, HealthBands.Of(score), parts, most < mean ? worst.Component : null, null);
    }

    private static HealthPart Part(HealthComponent component, IEnumerable<Measured> figures, long executions, HealthBand last)
    {
        var worst = figures.GroupBy(figure => figure.Check)
            .Select(same => same.Select(figure => (Figure: figure, Points: figure.Curve.Points(figure.Value)))
                .OrderByDescending(one => one.Points).ThenByDescending(one => one.Figure.Value / one.Figure.Curve.Warning).First())
            .OrderByDescending(one => one.Points).ThenByDescending(one => one.Figure.Value / one.Figure.Curve.Warning)
            .ToList();
        if (worst.Count == 0)
            return new HealthPart(component, null, HealthBand.Unknown, [], Missing(component, executions));

        var left = HealthBands.Most;
        var findings = new List<HealthFinding>();
        foreach (var (figure, points) in worst)
        {
            var taken = Math.Min(left, findings.Count == 0 ? points : points * Further);
            left -= taken;
            findings.Add(new HealthFinding(figure.Check, figure.Value, figure.Curve, figure.Where, figure.Minutes, figure.Samples, taken));
        }

        var score = HealthBands.Settle(left, last);
        return new HealthPart(component, score, HealthBands.Of(score), findings, null);
    }

    private static string Missing(HealthComponent component, long executions) => component switch
    {
        HealthComponent.Cpu => "No CPU figures come from it.",
        HealthComponent.Memory => "No memory figures come from it.",
        HealthComponent.Network => "No network probe is set up in it.",
        HealthComponent.Discord => "No gateway figures come from it.",
        _ when executions > 0 => $"Only {executions} of the {LeastExecutions} executions that a score needs, in an hour.",
        _ => "No command was executed in the last hour.",
    };
}
