using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>More than five connections, and more than four times as many as were ever in use, were never needed. [000]</summary>
internal sealed class PoolTooLarge : SuggestionRule
{
    private const double TimesUsed = 4;

    public override string Kind => "pool-too-large";

    public override SuggestionScope Scope => SuggestionScope.Pool;

    public override string Measure => "idle connections, at least";

    public override string Unit => "";

    public override double Threshold => 5;

    public override long LeastSamples => 30;

    public override IReadOnlyList<string> Metrics => PoolLines.Metrics;

    public override Advice Advice => new(
        "Lower the minimum of the pool, or let idle connections end: each costs the database memory, and others may need them.",
        "Minimum Pool Size=0 · Connection Idle Lifetime=60 in the connection string",
        "Keep fewer idle connections open, or let them end after a minute.");

    public override string Title(string target, string value) => $"The pool {target} is larger than needed: {value} connections were never used";

    public override IEnumerable<Measurement> Of(MetricFigures figures) => PoolLines.Of(figures)
        .Where(pool => pool is { Idle: not null, Active: not null })
        .GroupBy(pool => pool.Pool)
        .Select(pools => Of(pools.MaxBy(pool => pool.Idle!.Total.Min)!));

    private Measurement Of(PoolLines pool)
    {
        var (idle, used) = (pool.Idle!.Total.Min, pool.Active!.Highest);
        // As many in reserve as were ever in use.
        var reserve = Math.Min(idle, Math.Max(Threshold, used));
        return new Measurement(pool.Pool, idle, pool.Idle.Total.Samples)
        {
            IsExcused = idle <= used * TimesUsed,
            Evidence =
            [
                new("in use, at most", used, "", MetricNames.PoolActive),
                new("idle, at least", idle, "", MetricNames.PoolIdle),
            ],
            Expected = new("idle connections", idle, Math.Ceiling((idle + reserve) / 2), reserve, Unit),
            Hint = $"On {pool.Instance} {Format.Number(used + reserve)} connections leave as many in reserve as were ever in use.",
        };
    }
}
