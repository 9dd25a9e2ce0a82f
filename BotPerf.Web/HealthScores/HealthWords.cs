namespace BotPerf.Web.HealthScores;

/// <summary>What a score rests on, as people read it. Pure.</summary>
internal static class HealthWords
{
    private const double MsPerSecond = 1_000;

    /// <summary>"92.3 % on average over 5 min on shard-0; warns at 70 %, critical at 85 %; 300 samples".</summary>
    public static string Evidence(HealthFinding finding)
    {
        var unit = finding.Check.Unit;
        var where = finding.Where.Length == 0 ? "" : $" on {finding.Where}";
        var critical = finding.Curve.Critical is { } end ? $", critical at {Value(end, unit)}" : "";
        return $"{Value(finding.Value, unit)} {finding.Check.How} over {finding.Minutes} min{where}; "
            + $"warns at {Value(finding.Curve.Warning, unit)}{critical}; {Samples(finding)}";
    }

    /// <summary>"−75 CPU of the process: 85 % on average …".</summary>
    public static string Deduction(HealthFinding finding) => $"−{Points(finding.Points)} {finding.Check.Title}: {Evidence(finding)}";

    /// <summary>"CPU −75: CPU of the process, 85 % on average …": points of a component, which is named.</summary>
    public static string DeductionOf(HealthFinding finding) =>
        $"{HealthComponents.Title(finding.Check.Component)} −{Points(finding.Points)}: {finding.Check.Title}, {Evidence(finding)}";

    public static string Samples(HealthFinding finding)
    {
        var one = finding.Samples == 1;
        var word = finding.Check.Component == HealthComponent.Commands ? one ? "execution" : "executions" : one ? "sample" : "samples";
        return $"{Format.Count(finding.Samples)} {word}";
    }

    public static string Value(double value, string unit) =>
        unit == "seconds" ? Format.Duration(value * MsPerSecond) : Format.Value(value, unit);

    /// <summary>A score without decimals, rounded down: no 89.6 reads as the 90 of the next band.</summary>
    public static string Score(double? score) =>
        score is { } known ? Format.Exact((long)Math.Floor(known)) : Format.None;

    /// <summary>Points with one decimal.</summary>
    public static string Points(double points) => Format.Css(Math.Round(points, 1));
}
