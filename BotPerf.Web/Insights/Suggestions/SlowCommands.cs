using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>A command is often slow: more than a tenth of its executions take longer than a second. [000]</summary>
internal sealed class SlowCommands : SuggestionRule
{
    public override string Kind => "slow-command";

    public override SuggestionScope Scope => SuggestionScope.Command;

    public override string Measure => "p90 of the duration";

    public override string Unit => "seconds";

    public override double Threshold => 1;

    public override long LeastSamples => 20;

    public override IReadOnlyList<string> Metrics => [MetricNames.CommandDuration];

    public override Advice Advice => new(
        "Defer the interaction at once, start calls that do not need each other together, and cache what changes seldom. Whatever takes long belongs in the background, with the answer edited when it is there.",
        "await DeferAsync(); · await Task.WhenAll(a, b); · cache.GetOrCreateAsync(key, …)",
        "Acknowledge before the work begins, do independent work at the same time, and keep results that many ask for.");

    public override string Title(string target, string value) => $"{target} is often slow: a tenth of its runs take {value} or longer";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        foreach (var (command, durations) in SketchParts.By(figures, MetricNames.CommandDuration, LabelNames.Command))
        {
            yield return new Measurement(command, durations.Quantile(0.9), durations.Count)
            {
                Chance = SketchParts.ChanceOfQuantile(durations, 0.9),
                Evidence =
                [
                    new("executions", durations.Count, "", MetricNames.CommandDuration),
                    new("took longer than 1 s", SketchParts.ShareAbove(durations, Threshold), "fraction", MetricNames.CommandDuration),
                    new("average", durations.Average, "seconds", MetricNames.CommandDuration),
                    new("p99", durations.Quantile(0.99), "seconds", MetricNames.CommandDuration),
                ],
                Expected = new("average duration", durations.Average,
                    SketchParts.AverageCapped(durations, Math.Max(Threshold, durations.Quantile(0.9))), SketchParts.AverageCapped(durations, Threshold), Unit),
            };
        }
    }
}
