using BotPerf.Web.Components.Charts;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Bots;

/// <summary>The charts of a bot's history from what it did. Pure.</summary>
internal static class BotHistoryCharts
{
    public const int MostDots = 500;

    /// <summary>Those whose figures mean the same over an hour as over a step.</summary>
    public static readonly IReadOnlyList<string> Usual = ["commands", "cpu", "lag", "gateway"];

    private const double MsPerSecond = 1_000;

    /// <param name="before">What it is compared with; null: nothing.</param>
    /// <param name="shift">Seconds that lay the time before upon this one.</param>
    public static Dictionary<string, ChartData> Of(
        IReadOnlyList<BotStep> steps, IReadOnlyList<BotStep>? before, long shift, IReadOnlyList<Execution> executions)
    {
        var now = steps.ToDictionary(step => step.T);
        var then = (before ?? []).ToDictionary(step => step.T + shift);
        long[] t = [.. now.Keys.Union(then.Keys).Order()];
        return new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["commands"] = Lines(("commands", "series-commands", step => step.Durations.Count * 60 / step.Seconds)),
            ["latency"] = new LinesData(t,
            [
                Percentile("p50", 0.5, now), Percentile("p95", 0.95, now), Percentile("p99", 0.99, now),
                .. before is null ? [] : new[] { Percentile("p95 before", 0.95, then) with { Before = true } },
            ]),
            ["durations"] = HeatRows.Of([.. steps.Select(step => (step.T, step.Durations))]),
            ["executions"] = new DotsData(
                [.. executions.Select(one => one.At.ToUnixTimeMilliseconds() / MsPerSecond)],
                [.. executions.Select(one => ChartPoints.Short(one.DurationMs) ?? 0)],
                [.. executions.Select(one => !one.Success)],
                [.. executions.Select(one => one.Name)]),
            ["errors"] = Lines(("errors", "series-errors", step => step.Errors)),
            ["cpu"] = Lines(("CPU", "series-cpu", step => step.Cpu)),
            ["memory"] = Lines(("RSS", "series-memory", step => step.Rss), ("heap", "series-heap", step => step.Heap)),
            ["lag"] = Lines(("lag", "series-lag", step => step.LagMs)),
            ["gateway"] = Lines(("gateway", "series-gateway", step => step.GatewayMs)),
        };

        LinesData Lines(params (string Name, string Color, Func<BotStep, double?> Figure)[] series) => new(t,
        [
            .. series.Select(one => Line(one.Name, one.Color, one.Figure, now)),
            .. before is null ? [] : series.Select(one => Line(one.Name + " before", one.Color, one.Figure, then) with { Before = true }),
        ]);

        LineData Line(string name, string color, Func<BotStep, double?> figure, Dictionary<long, BotStep> of) =>
            new(name, color, [.. t.Select(at => of.TryGetValue(at, out var step) ? ChartPoints.Short(figure(step)) : null)]);

        LineData Percentile(string name, double quantile, Dictionary<long, BotStep> of) => Line(
            name, "series-latency", step => step.Durations.IsEmpty ? null : step.Durations.Quantile(quantile) * MsPerSecond, of);
    }
}
