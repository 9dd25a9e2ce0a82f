using BotPerf.Web.Storage;

namespace BotPerf.Web.Live;

/// <summary>How fresh the evidence is. A state is always shown with its age: there is no stale green.</summary>
public enum Freshness
{
    /// <summary>No frame ever came.</summary>
    Waiting,

    /// <summary>The last frame is younger than three intervals.</summary>
    Live,

    /// <summary>The last frame is older than three intervals, and not yet offline.</summary>
    Late,

    /// <summary>No frame for 30 seconds.</summary>
    Offline,

    /// <summary>The bot said goodbye before it fell silent.</summary>
    Stopped,
}

/// <param name="Event">start, stop, ready, resumed, disconnected, deploy, error, or the bot's own.</param>
/// <param name="Detail">For people: "version 1.4.2, commit abc123".</param>
public sealed record LifecycleMark(DateTimeOffset At, string Instance, string Event, string Detail);

/// <summary>One instance as the table of the bot's page shows it. Null where there is no evidence.</summary>
public sealed record InstanceRow(
    InstanceId Id, string Name, Freshness Freshness, DateTimeOffset LastFrameAt, string? Version, string? Host,
    string? Library, string? Runtime, int? ShardId, int? ShardCount, DateTimeOffset? StartedAt,
    double? CommandsPerMinute, double? ErrorRate, double? P95Ms, double? CpuPercent, double? RssBytes, double? HeapBytes,
    double? LagMs, double? GatewayMs);

/// <summary>A figure of the bot's page with the thresholds that its gauge draws in.</summary>
/// <param name="Key">Stable name for styles and tests: cpu, heap, rss, lag, gateway, messages, ratelimit, pool, cache.</param>
/// <param name="Label">For people, e.g. "CPU".</param>
/// <param name="Unit">percent, bytes, ms, perMinute or fraction.</param>
/// <param name="Value">Null: no evidence.</param>
/// <param name="Worst">The instance the value is of, when it is the worst of several.</param>
/// <param name="Maximum">The gauge's end.</param>
/// <param name="Warning">From here on it warns (below, when <paramref name="LowIsBad"/>).</param>
/// <param name="Critical">From here on it is critical.</param>
/// <param name="LowIsBad">It warns below its thresholds instead of above them.</param>
/// <param name="At">When the value was measured; null without one.</param>
public sealed record LiveGauge(
    string Key, string Label, string Unit, double? Value, string? Worst, double Maximum, double? Warning, double? Critical,
    bool LowIsBad, DateTimeOffset? At);

/// <summary>
/// One second of a bot, or of one of its instances. Counts are sums over the instances; percentiles come from the merged
/// sketches of the ten seconds that end here; CPU, lag and gateway latency are those of the worst instance; memory is the
/// sum. Null where nothing was measured: a second without a frame is a gap, never a zero.
/// </summary>
/// <param name="T">Unix time, seconds.</param>
public sealed record LivePoint(
    long T, long? Commands, long? Errors, double? P50Ms, double? P95Ms, double? P99Ms, long? Messages,
    double? CpuPercent, double? RssBytes, double? HeapBytes, double? LagMs, double? GatewayMs);
