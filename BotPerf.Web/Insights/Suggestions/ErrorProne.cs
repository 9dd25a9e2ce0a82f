using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Commands that fail too often, in groups.</summary>
internal abstract class ErrorProne : SuggestionRule
{
    /// <summary>What documents call a healthy share of failures.</summary>
    private const double Healthy = 0.01;

    private const double Alike = 0.9;

    public override string Measure => "share of executions that fail";

    public override string Unit => "fraction";

    public override double Threshold => 0.05;

    public override long LeastSamples => 50;

    public override IReadOnlyList<string> Metrics => [MetricNames.CommandDuration, MetricNames.CommandErrors];

    public override Advice Advice => new(
        "Open the group of errors that comes most often. Give calls of others a time limit, try again what may pass, and stop calling for a while what is down; tell people what went wrong instead of throwing.",
        "services.AddHttpClient<T>().AddStandardResilienceHandler(); · using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));",
        "Mend the most frequent error first; add time limits, retries with growing pauses, and a circuit breaker around calls of others.");

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        var commands = figures.Of(MetricNames.CommandDuration).Where(line => line.Total.Sketch is not null).GroupBy(Key).ToDictionary(
            command => command.Key, command => (Count: command.Sum(line => line.Total.Sketch!.Count), Errors: 0d));
        foreach (var line in figures.Of(MetricNames.CommandErrors))
        {
            if (commands.TryGetValue(Key(line), out var known))
                commands[Key(line)] = known with { Errors = known.Errors + line.Total.Sum };
        }

        return commands.GroupBy(command => TargetOf(command.Key.Module, command.Key.Command)).Where(group => group.Key is not null)
            .Select(group => Of(group.Key!, [.. group.Select(command => new Failing(command.Key.Command, command.Value.Count, Math.Min(command.Value.Count, command.Value.Errors)))]));
    }

    /// <returns>Null: not for this rule.</returns>
    protected abstract string? TargetOf(string module, string command);

    private Measurement Of(string target, List<Failing> commands)
    {
        var (count, errors) = (commands.Sum(command => command.Count), commands.Sum(command => command.Errors));
        var share = errors / count;
        var worst = commands.OrderByDescending(command => command.Errors).ThenBy(command => command.Name, StringComparer.Ordinal).First();
        // As if the one that fails most failed as seldom as the others; where they all fail alike, as the threshold allows.
        var others = count - worst.Count > 0 ? (errors - worst.Errors) / (count - worst.Count) : share;
        var cautious = others < share * Alike ? Math.Max(others, Healthy) : Threshold;
        List<EvidenceFigure> evidence =
        [
            new("executions", count, "", MetricNames.CommandDuration),
            new("failed", errors, "", MetricNames.CommandErrors),
        ];
        if (commands.Count > 1)
            evidence.Add(new($"failed of {worst.Name}", worst.Errors / worst.Count, "fraction", MetricNames.CommandErrors));
        return new Measurement(target, share, count)
        {
            Chance = SketchParts.ChanceOfShare(share, count),
            Evidence = evidence,
            Expected = new("failures", share, Math.Min(share, cautious), Math.Min(share, Healthy), Unit),
        };
    }

    private static (string Module, string Command) Key(MetricLine line) => (line[LabelNames.Module], line[LabelNames.Command]);

    private sealed record Failing(string Name, long Count, double Errors);
}
