namespace BotPerf.Client;

/// <summary>A figure was over its threshold. [000]</summary>
/// <param name="Id">For <see cref="PerformanceMonitor.AcknowledgeAlert"/>.</param>
/// <param name="Origin">Who raised it.</param>
/// <param name="Kind">
/// <c>command_execution</c>, <c>message_processing</c>, <c>database_query</c>, <c>memory_heap</c>, <c>cpu_usage</c>,
/// <c>event_loop_lag</c> or <c>websocket_latency</c>; the rule's name for those of the server.
/// </param>
/// <param name="Target">The command, query type, connection, … it is about; empty for the whole process.</param>
/// <param name="Severity">Rises in place: high from twice the threshold, critical from five times.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Value">The worst figure so far, in <paramref name="Unit"/>; null: not known.</param>
/// <param name="Threshold">In <paramref name="Unit"/>; null: not known.</param>
/// <param name="Unit"><c>ms</c>, <c>B</c>, <c>percent</c>, or empty: the metric's own, as the server has it.</param>
/// <param name="OpenedAt">When it was raised.</param>
/// <param name="ResolvedAt">
/// When a figure was within the threshold again, or had not been measured for 5 minutes; null: not yet.
/// </param>
/// <param name="AcknowledgedAt">Null: nobody has.</param>
public sealed record PerformanceAlert(
    string Id, AlertOrigin Origin, string Kind, string Target, AlertSeverity Severity, AlertState State, double? Value,
    double? Threshold, string Unit, DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? AcknowledgedAt)
{
    /// <summary>It still holds, acknowledged or not.</summary>
    public bool IsActive => State is AlertState.Open or AlertState.Acknowledged;

    /// <summary>When its figure last came, a timestamp; of the bot's own only.</summary>
    internal long MeasuredAt { get; init; }
}

/// <summary>Who raised an alert.</summary>
public enum AlertOrigin
{
    /// <summary>The bot itself, by <see cref="ThresholdOptions"/>.</summary>
    Local,

    /// <summary>A rule of the server. It is acknowledged and cleared on the dashboard.</summary>
    Server,
}

/// <summary>How bad it is.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Over the threshold.</summary>
    Warning,

    /// <summary>Far over it.</summary>
    High,

    /// <summary>Somebody has to look now.</summary>
    Critical,
}

/// <summary>Where in its life an alert is.</summary>
public enum AlertState
{
    /// <summary>Raised.</summary>
    Open,

    /// <summary>Somebody knows.</summary>
    Acknowledged,

    /// <summary>Over.</summary>
    Resolved,
}
