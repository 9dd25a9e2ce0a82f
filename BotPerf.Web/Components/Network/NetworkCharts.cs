using BotPerf.Shared.Metrics;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Network;

/// <summary>The charts of the Network page. Pure.</summary>
internal static class NetworkCharts
{
    private const double MsPerSecond = 1_000;

    public static Dictionary<string, ChartData> Of(NetworkFigures figures, DateTimeOffset now)
    {
        var metrics = figures.Metrics;
        var (http, services) = (metrics.Durations(MetricNames.HttpDuration), metrics.Durations(MetricNames.ApiCallDuration));
        return new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["gateway"] = Highest(metrics, MetricNames.WebSocketLatency, LabelNames.Connection, "series-gateway", MsPerSecond),
            ["heartbeat"] = Highest(metrics, MetricNames.HeartbeatAge, LabelNames.Connection, "series-gateway", MsPerSecond),
            ["reconnects"] = MetricChart.Lines(
                Counted(metrics, now, "disconnected", MetricNames.GatewayDisconnected, "series-errors"),
                Counted(metrics, now, "resumed", MetricNames.GatewayResumed, "series-lag"),
                Counted(metrics, now, "ready", MetricNames.GatewayReady, "series-memory")),
            ["probes"] = Highest(metrics, MetricNames.ProbeDuration, LabelNames.Target, "series-latency", MsPerSecond),
            ["http"] = MetricChart.Lines(
                new MetricCurve("requests", "series-commands", MetricChart.Rate(http, metrics.Range, now)),
                new MetricCurve("rate-limited", "series-errors", MetricChart.Sum(metrics.Of(MetricNames.HttpRateLimited), 60))),
            ["http-latency"] = MetricChart.Percentiles(http, "series-latency"),
            ["http-durations"] = HeatRows.Of(http),
            ["services"] = MetricChart.Percentiles(services, "series-latency"),
            ["rate-limits"] = Shares(metrics),
        };
    }

    // Each bucket's use of what it may, in percent.
    private static LinesData Shares(MetricFigures metrics)
    {
        var most = metrics.Of(MetricNames.RateLimitMax)
            .ToLookup(line => (line[LabelNames.Bucket], line.Instance), line => line.Newest);
        var used = metrics.Of(MetricNames.RateLimitUsed)
            .Select(line => (Line: line, Max: most[(line[LabelNames.Bucket], line.Instance)].FirstOrDefault()))
            .Where(one => one.Max > 0)
            .OrderByDescending(one => one.Line.Highest / one.Max).Take(MetricChart.MostLines);
        return MetricChart.Lines([.. used.Select(one => new MetricCurve(
            Named(one.Line, LabelNames.Bucket), null, one.Line.Points.Select(point => point with { Value = 100 * point.Value / one.Max })))]);
    }

    private static LinesData Highest(MetricFigures metrics, string metric, string label, string color, double scale) =>
        MetricChart.Highest(metrics.Of(metric), line => Named(line, label), color, scale);

    // So few are counts: a rate of one in six hours cannot be seen.
    private static MetricCurve Counted(MetricFigures metrics, DateTimeOffset now, string name, string metric, string color) =>
        new(name, color, MetricChart.Counts(metrics.Of(metric), metrics.Range, now));

    private static string Named(MetricLine line, string label)
    {
        var name = line[label];
        return name.Contains(line.Instance, StringComparison.Ordinal) ? name : $"{name} · {line.Instance}";
    }
}
