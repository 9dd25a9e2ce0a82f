using BotPerf.Shared.Metrics;
using BotPerf.Web.Insights.Figures;

namespace BotPerf.Web.Insights.Anomalies;

/// <summary>What is looked at beside its usual.</summary>
internal static class AnomalyFigures
{
    /// <summary>All that is looked at: figures that mean the same over an hour as over five minutes.</summary>
    public static readonly IReadOnlyList<WatchedFigure> All =
    [
        new(MetricNames.CommandDuration, WatchedFigure.Rate, "Commands", Together: true),
        new(MetricNames.CommandErrors, WatchedFigure.Rate, "Failed commands", Together: true),
        new(MetricNames.CommandDuration, WatchedFigure.P95, "Response time"),
        new(MetricNames.MessageDuration, WatchedFigure.Rate, "Messages", Together: true),
        new(MetricNames.MessageDuration, WatchedFigure.P95, "Time for a message"),
        new(MetricNames.QueryDuration, WatchedFigure.P95, "Query time"),
        new(MetricNames.StoreDuration, WatchedFigure.P95, "Time of a data store"),
        new(MetricNames.ApiCallDuration, WatchedFigure.P95, "Time of another service"),
        new(MetricNames.HttpDuration, WatchedFigure.P95, "Time of HTTP requests"),
        new(MetricNames.WebSocketLatency, WatchedFigure.Average, "Gateway latency"),
        new(MetricNames.EventLoopLag, WatchedFigure.Average, "Thread-pool lag"),
        new(MetricNames.CpuPercent, WatchedFigure.Average, "CPU of the process"),
        new(MetricNames.RssBytes, WatchedFigure.Average, "Memory (RSS)"),
        new(MetricNames.HeapBytes, WatchedFigure.Average, "Heap"),
        new(MetricNames.Threads, WatchedFigure.Average, "Threads"),
        new(MetricNames.QueueLength, WatchedFigure.Average, "Queue"),
        new(MetricNames.SystemCpu, WatchedFigure.Average, "CPU of the machine"),
        new(MetricNames.ProbeDuration, WatchedFigure.Average, "Network probe"),
        new(MetricNames.Guilds, WatchedFigure.Average, "Servers"),
    ];
}
