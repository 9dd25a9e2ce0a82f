using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Alerting;

/// <summary>A figure beside its threshold, both in the threshold's unit.</summary>
internal readonly record struct Observation(string Kind, string Target, double Value, double Threshold, string Unit)
{
    public bool IsBreach => Value > Threshold;

    public AlertSeverity Severity =>
        Value >= Threshold * 5 ? AlertSeverity.Critical : Value >= Threshold * 2 ? AlertSeverity.High : AlertSeverity.Warning;
}

/// <summary>Holds an interval's figures against the thresholds. Pure.</summary>
internal static class ThresholdEvaluator
{
    public const string SlowCommand = "command_execution";

    /// <summary>Most intervals of most bots have none, and need no closer look while no alert is active.</summary>
    public static bool AnyBreach(IntervalFigures figures, ThresholdOptions thresholds)
    {
        foreach (var figure in figures.Figures)
        {
            if (Observe(figure, thresholds) is { IsBreach: true })
                return true;
        }

        return false;
    }

    /// <returns>The worst figure of each kind and target.</returns>
    public static IReadOnlyList<Observation> Evaluate(IntervalFigures figures, ThresholdOptions thresholds)
    {
        var worst = new Dictionary<(string, string), Observation>();
        foreach (var figure in figures.Figures)
        {
            if (Observe(figure, thresholds) is not { } seen)
                continue;
            var key = (seen.Kind, seen.Target);
            if (!worst.TryGetValue(key, out var other) || other.Value < seen.Value)
                worst[key] = seen;
        }

        return [.. worst.Values];
    }

    private static Observation? Observe(Figure figure, ThresholdOptions thresholds)
    {
        return figure.Metric switch
        {
            MetricNames.CommandDuration => Slow(SlowCommand, thresholds.CommandExecution),
            MetricNames.MessageDuration => Slow("message_processing", thresholds.MessageProcessing),
            MetricNames.QueryDuration => Slow("database_query", thresholds.DatabaseQuery),
            MetricNames.EventLoopLag => Slow("event_loop_lag", thresholds.EventLoopLag),
            MetricNames.WebSocketLatency => Slow("websocket_latency", thresholds.WebSocketLatency),
            MetricNames.HeapBytes when thresholds.MemoryHeap is { } most => new("memory_heap", "", figure.Last, most, "B"),
            MetricNames.CpuPercent when thresholds.CpuUsage is { } most => new("cpu_usage", "", figure.Last, most, "percent"),
            _ => null,
        };

        Observation? Slow(string kind, double? threshold) =>
            threshold is { } most ? new Observation(kind, figure.Target, figure.Max * 1000, most, "ms") : null;
    }
}
