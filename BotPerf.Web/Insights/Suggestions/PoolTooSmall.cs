using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>One in twenty callers waits longer than 100 ms for a connection. [000]</summary>
internal sealed class PoolTooSmall : SuggestionRule
{
    public override string Kind => "pool-too-small";

    public override SuggestionScope Scope => SuggestionScope.Pool;

    public override string Measure => "p95 of the wait for a connection";

    public override string Unit => "seconds";

    public override double Threshold => 0.1;

    public override long LeastSamples => 50;

    public override IReadOnlyList<string> Metrics => [MetricNames.PoolWait];

    public override Advice Advice => new(
        "Raise the pool's size in steps while the database has room, and keep a few connections open, so that a burst need not open them first.",
        "Maximum Pool Size=… · Minimum Pool Size=… in the connection string",
        "Enlarge the pool, or limit how many requests ask for a connection at the same time.");

    public override string Title(string target, string value) => $"Callers wait for a connection of the pool {target}: one in twenty {value} or longer";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        foreach (var (pool, waits) in SketchParts.By(figures, MetricNames.PoolWait, LabelNames.Pool))
        {
            var p95 = waits.Quantile(0.95);
            yield return new Measurement(pool, p95, waits.Count)
            {
                Chance = SketchParts.ChanceOfQuantile(waits, 0.95),
                Evidence =
                [
                    new("connections asked for", waits.Count, "", MetricNames.PoolWait),
                    new("average wait", waits.Average, "seconds", MetricNames.PoolWait),
                    new("longest wait", waits.Max, "seconds", MetricNames.PoolWait),
                ],
                Expected = new("p95 of the wait", p95, Math.Min(p95, Threshold), Math.Min(waits.Quantile(0.5), Threshold), Unit),
            };
        }
    }
}
