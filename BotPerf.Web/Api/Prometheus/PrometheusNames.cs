using System.Collections.Frozen;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>How stored names become exported ones, and what is said of them. Pure.</summary>
internal static class PrometheusNames
{
    public const string Prefix = "bot_";
    public const string Up = "bot_up";
    public const string AlertsActive = "bot_alerts_active";
    public const string MessageRate = "bot_message_rate_messages_per_minute";

    // Endings that belong to kinds of metrics: on another kind they would lie.
    private static readonly string[] s_reserved = ["_total", "_count", "_sum", "_bucket", "_created", "_info"];

    private static readonly FrozenDictionary<string, string> s_help = new Dictionary<string, string>
    {
        [MetricNames.CommandDuration] = "How long executions of commands took.",
        [MetricNames.CommandErrors] = "Executions of commands that failed.",
        [MetricNames.CommandAck] = "Time until a command gave its first sign of life.",
        [MetricNames.MessageDuration] = "How long messages took to process.",
        [MetricNames.MessageErrors] = "Messages whose processing failed.",
        [MetricNames.QueryDuration] = "How long database queries took.",
        [MetricNames.QueryErrors] = "Database queries that failed.",
        [MetricNames.WebSocketLatency] = "Round trip of a heartbeat to the chat's gateway.",
        [MetricNames.EventLoopLag] = "How long ready work waits for its turn; on .NET the delay of the thread pool's queue.",
        [MetricNames.HeapBytes] = "Memory of the managed heap.",
        [MetricNames.RssBytes] = "Resident memory of the process.",
        [MetricNames.VirtualBytes] = "Virtual memory of the process.",
        [MetricNames.CpuPercent] = "CPU time of the process, 100 for one busy core.",
        [MetricNames.Threads] = "Threads of the process.",
        [MetricNames.OpenFiles] = "Open files of the process.",
        [MetricNames.GcCollections] = "Garbage collections by generation.",
        [MetricNames.GcPause] = "Time in which garbage collections held everything up.",
        [MetricNames.Uptime] = "Since the process began.",
        [MetricNames.RateLimitUsed] = "Calls used of a rate limit.",
        [MetricNames.RateLimitMax] = "Calls that a rate limit allows.",
        [MetricNames.PoolActive] = "Connections in use.",
        [MetricNames.PoolIdle] = "Connections that wait for use.",
        [MetricNames.PoolWaiting] = "Requests that wait for a connection.",
        [MetricNames.PoolWait] = "How long requests waited for a connection.",
        [MetricNames.CacheHits] = "Look-ups that a cache could answer.",
        [MetricNames.CacheMisses] = "Look-ups that a cache could not answer.",
        [MetricNames.CacheEvictions] = "Entries a cache let go.",
        [MetricNames.CacheEntries] = "Entries of a cache.",
        [MetricNames.CacheBytes] = "Memory of a cache.",
        [MetricNames.CircuitState] = "1 for the state a circuit breaker is in.",
        [MetricNames.Guilds] = "Guilds (servers, workspaces) the bot is in.",
        [MetricNames.ClientDropped] = "What the bot recorded and could not deliver.",
    }.ToFrozenDictionary();

    /// <summary>The name without the endings of a kind: what TYPE and HELP speak of.</summary>
    public static string Family(string stored, SeriesKind kind)
    {
        // Prometheus keeps colons for names that its own rules make.
        stored = stored.Replace(':', '_');

        // Ours have it already when they came in over another exporter.
        var name = stored.StartsWith(Prefix, StringComparison.Ordinal) ? stored : Prefix + stored;
        if (kind == SeriesKind.Counter)
            return name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;

        while (s_reserved.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } ending
            && name.Length > Prefix.Length + ending.Length)
            name = name[..^ending.Length];
        return name;
    }

    public static string Help(string stored) => s_help.GetValueOrDefault(stored, "Sent by the bot under this name.");
}
