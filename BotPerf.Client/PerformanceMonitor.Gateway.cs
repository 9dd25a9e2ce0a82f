using System.Globalization;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    /// <summary>The connection of a bot that has only one.</summary>
    private const string Gateway = "gateway";

    private readonly GatewayConnections _gateways;

    /// <summary>
    /// The gateway has acknowledged a heartbeat: <c>websocket_latency_seconds</c>, and from now on its age,
    /// <c>gateway_heartbeat_age_seconds</c>. Call it at each acknowledgement and not from a timer: a process that is alive on
    /// a dead gateway is known by it. [003]
    /// </summary>
    /// <param name="latencyMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="connection">Which connection, e.g. <c>gateway:0</c> for shard 0.</param>
    public void TrackHeartbeat(double latencyMs, string connection = Gateway)
    {
        if (!IsEnabled)
            return;
        if (latencyMs >= 0 && latencyMs <= MaxDurationMs)
            _gateways.Find(connection)?.Heartbeat(latencyMs / 1000);
        else
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.ReasonFor(latencyMs));
    }

    /// <summary>
    /// The gateway has sent an event, whichever: its age is <c>gateway_dispatch_age_seconds</c>. Costs hardly more than
    /// reading the clock. [003]
    /// </summary>
    /// <param name="connection">Which connection, e.g. <c>gateway:0</c> for shard 0.</param>
    public void TrackDispatch(string connection = Gateway)
    {
        if (IsEnabled)
            _gateways.Find(connection)?.Dispatch();
    }

    /// <summary>
    /// A shard's session began: the lifecycle event <c>ready</c>, <c>gateway_ready_total</c>, and <c>shards_connected</c> of
    /// <c>shards_configured</c> (<see cref="BotPerfOptions.ShardCount"/>). [003]
    /// </summary>
    /// <param name="shard">From 0. Null: <see cref="BotPerfOptions.ShardId"/>.</param>
    public void TrackGatewayReady(int? shard = null) => TrackGateway("ready", MetricNames.GatewayReady, shard, connected: true);

    /// <summary>A shard's session goes on after a break: <c>resumed</c>, <c>gateway_resumed_total</c>. [003]</summary>
    /// <param name="shard">From 0. Null: <see cref="BotPerfOptions.ShardId"/>.</param>
    public void TrackGatewayResumed(int? shard = null) =>
        TrackGateway("resumed", MetricNames.GatewayResumed, shard, connected: true);

    /// <summary>A shard has lost its connection: <c>disconnected</c>, <c>gateway_disconnected_total</c>. [003]</summary>
    /// <param name="shard">From 0. Null: <see cref="BotPerfOptions.ShardId"/>.</param>
    /// <param name="reason">For people; null: not known.</param>
    public void TrackGatewayDisconnected(int? shard = null, string? reason = null) =>
        TrackGateway("disconnected", MetricNames.GatewayDisconnected, shard, connected: false, reason);

    private void TrackGateway(string happened, string metric, int? shard, bool connected, string? reason = null)
    {
        if (!IsEnabled)
            return;

        var number = shard ?? _settings.ShardId;
        _gateways.Find(number is { } named ? string.Create(CultureInfo.InvariantCulture, $"{Gateway}:{named}") : Gateway)?.Count(metric);
        _gateways.Connect(number ?? 0, connected);
        List<(string, string?)> detail = [];
        if (number is { } known)
            detail.Add(("shard", known.ToString(CultureInfo.InvariantCulture)));
        if (!string.IsNullOrWhiteSpace(reason))
            detail.Add(("reason", Texts.Label(reason)));
        TrackLifecycle(happened, [.. detail]);
    }
}
