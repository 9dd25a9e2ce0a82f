using BotPerf.Web.Components.Charts;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Bots;

/// <summary>The charts of a bot's history from what it did. Pure.</summary>
internal static class BotHistoryCharts
{
    public const int MostDots = 500;

    private const double MsPerSecond = 1_000;

    public static Dictionary<string, ChartData> Of(IReadOnlyList<BotStep> steps, IReadOnlyList<Execution> executions)
    {
        long[] t = [.. steps.Select(step => step.T)];
        return new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["commands"] = Lines(Line("commands", "series-commands", step => step.Durations.Count * 60 / step.Seconds)),
            ["latency"] = Lines(Percentile("p50", 0.5), Percentile("p95", 0.95), Percentile("p99", 0.99)),
            ["durations"] = HeatRows.Of([.. steps.Select(step => (step.T, step.Durations))]),
            ["executions"] = new DotsData(
                [.. executions.Select(one => one.At.ToUnixTimeMilliseconds() / MsPerSecond)],
                [.. executions.Select(one => ChartPoints.Short(one.DurationMs) ?? 0)],
                [.. executions.Select(one => !one.Success)],
                [.. executions.Select(one => one.Name)]),
            ["errors"] = Lines(Line("errors", "series-errors", step => step.Errors)),
            ["cpu"] = Lines(Line("CPU", "series-cpu", step => step.Cpu)),
            ["memory"] = Lines(Line("RSS", "series-memory", step => step.Rss), Line("heap", "series-heap", step => step.Heap)),
            ["lag"] = Lines(Line("lag", "series-lag", step => step.LagMs)),
            ["gateway"] = Lines(Line("gateway", "series-gateway", step => step.GatewayMs)),
        };

        LinesData Lines(params LineData[] series) => new(t, series);

        LineData Line(string name, string color, Func<BotStep, double?> figure) =>
            new(name, color, [.. steps.Select(step => ChartPoints.Short(figure(step)))]);

        LineData Percentile(string name, double quantile) => Line(
            name, "series-latency", step => step.Durations.IsEmpty ? null : step.Durations.Quantile(quantile) * MsPerSecond);
    }
}
