using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Requests wait for a connection: one in ten looks at the pool, for an hour, finds one waiting. [000]</summary>
internal sealed class PoolExhausted : SuggestionRule
{
    public override string Kind => "pool-exhausted";

    public override SuggestionScope Scope => SuggestionScope.Pool;

    public override string Measure => "waiting requests, average of the highest hour";

    public override string Unit => "";

    public override double Threshold => 0.1;

    public override long LeastSamples => 30;

    public override IReadOnlyList<string> Metrics => PoolLines.Metrics;

    public override Advice Advice => new(
        "Give connections back sooner: dispose contexts, connections and readers as soon as they are read, and hold none over a call of somebody else. If they are all needed, raise the pool's size.",
        "await using var context = …; · Maximum Pool Size=… · services.AddDbContextPool<T>(…, poolSize: …)",
        "Return connections as soon as possible, never hold one while waiting for a network call, then enlarge the pool.");

    public override string Title(string target, string value) => $"The pool {target} is exhausted: {value} requests wait on average at its worst hour";

    public override IEnumerable<Measurement> Of(MetricFigures figures) => PoolLines.Of(figures)
        .Where(pool => pool.Waiting is not null)
        .GroupBy(pool => pool.Pool)
        // Of several instances the one that waits most.
        .Select(pools => Of(pools.MaxBy(pool => SketchParts.Hours(pool.Waiting!).Highest)!));

    private Measurement Of(PoolLines pool)
    {
        var waiting = SketchParts.Hours(pool.Waiting!).Highest;
        List<EvidenceFigure> evidence = [new("waiting at once, at most", pool.Waiting!.Highest, "", MetricNames.PoolWaiting)];
        if (pool.Active is { } active)
            evidence.Add(new("in use, at most", active.Highest, "", MetricNames.PoolActive));
        if (pool.Idle is { } idle)
            evidence.Add(new("idle, at least", idle.Total.Min, "", MetricNames.PoolIdle));
        return new Measurement(pool.Pool, waiting, pool.Waiting.Total.Samples)
        {
            Evidence = evidence,
            Expected = new("waiting requests", waiting, Math.Min(waiting, Threshold), 0, Unit),
            Hint = pool.Active is { } used && waiting > Threshold
                ? $"On {pool.Instance} {Format.Number(used.Highest + Math.Ceiling(pool.Waiting.Highest))} connections would have been enough at every moment."
                : null,
        };
    }
}
