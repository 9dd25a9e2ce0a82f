namespace BotPerf.Web.HealthScores;

/// <summary>Something that can cost points.</summary>
/// <param name="Key">Stable, e.g. <c>system_cpu</c>.</param>
/// <param name="Component">Whose points.</param>
/// <param name="Title">For people.</param>
/// <param name="Unit">percent, fraction, bytes or seconds.</param>
/// <param name="How">What the figure is: "on average", "95th percentile".</param>
/// <param name="Curve">By the default presets; of memory the limit decides.</param>
/// <param name="Page">Where the figure comes from: a page about a bot; empty: the bot's own.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record HealthCheck(
    string Key, HealthComponent Component, string Title, string Unit, string How, ScoreCurve Curve, string Page, string Advice);

/// <summary>All that is looked at. The thresholds are the default presets, wherever there is one.</summary>
internal static class HealthChecks
{
    private const double Mebibyte = 1024 * 1024;
    private const double ProcessMemoryWarning = 500 * Mebibyte;
    private const double LimitCritical = 0.9;
    private const double LimitWarning = 0.75;

    // No preset speaks of parts that are missing or fail: each costs from the first one on.
    private static readonly ScoreCurve s_share = new(0, 0.1, 0.5);

    public static readonly HealthCheck ProcessCpu = new(
        "process_cpu", HealthComponent.Cpu, "CPU of the process", "percent", "on average", ScoreCurve.Of(70, 85), "system",
        "Find what computes: profile the process, take heavy work out of command handlers, or spread the bot over more shards.");

    public static readonly HealthCheck SystemCpu = new(
        "system_cpu", HealthComponent.Cpu, "CPU of the machine", "percent", "on average", ScoreCurve.Of(70, 85), "system",
        "See what else the machine computes: move it away, or give the bot a larger one.");

    public static readonly HealthCheck Lag = new(
        "event_loop_lag", HealthComponent.Cpu, "Thread-pool lag", "seconds", "on average", ScoreCurve.Of(0.1, 1), "system",
        "Look for blocking calls (.Result, .Wait(), Thread.Sleep) that work waits behind, and await them instead.");

    public static readonly HealthCheck ProcessMemory = new(
        "process_memory", HealthComponent.Memory, "Memory of the process", "bytes", "on average",
        ScoreCurve.Of(ProcessMemoryWarning, null), "system",
        "Look at what grows: caches without a limit, message caches of the chat library, event handlers never removed. Take a dump with dotnet-gcdump.");

    public static readonly HealthCheck SystemMemory = new(
        "system_memory", HealthComponent.Memory, "Memory of the machine", "fraction", "on average", ScoreCurve.Of(0.75, 0.9), "system",
        "See what else takes the machine's memory: move it away, or add memory, before the system starts to swap or kill.");

    public static readonly HealthCheck Probe = new(
        "network_probe", HealthComponent.Network, "Network probe", "seconds", "on average", ScoreCurve.Of(2, 5), "network",
        "Compare the targets: when all are slow, it is the host's network or its name resolution.");

    public static readonly HealthCheck ProbeDown = new(
        "network_probe_down", HealthComponent.Network, "Network probes that failed", "fraction", "of all", s_share, "network",
        "Check the host's network, firewall and name resolution.");

    public static readonly HealthCheck Gateway = new(
        "gateway_latency", HealthComponent.Discord, "Gateway latency", "seconds", "on average", ScoreCurve.Of(0.2, 0.5), "network",
        "See whether the thread pool lags, whether the network is slow, or host the bot nearer to its gateway.");

    // Discord's gateway wants a heartbeat every 41.25 s: two that are missing warn, and with three it is dead.
    public static readonly HealthCheck Heartbeat = new(
        "heartbeat_age", HealthComponent.Discord, "Age of the last heartbeat", "seconds", "at last", ScoreCurve.Of(83, 125), "network",
        "Restart the gateway's connection, and see what blocks the library's heartbeat.");

    public static readonly HealthCheck ShardsMissing = new(
        "shards_missing", HealthComponent.Discord, "Shards not connected", "fraction", "of all, at last", s_share, "network",
        "Look at the last disconnect of the missing shards, in the bot's lifecycle events.");

    public static readonly HealthCheck InstancesSilent = new(
        "instances_silent", HealthComponent.Discord, "Instances that fell silent", "fraction", "of all", s_share, "",
        "See whether the process of the silent instance still runs.");

    public static readonly HealthCheck RateLimit = new(
        "rate_limit", HealthComponent.Discord, "Rate limit used", "fraction", "on average", ScoreCurve.Of(0.8, 1), "network",
        "Batch calls, cache what is read often, and spread bursts.");

    public static readonly HealthCheck ErrorRate = new(
        "error_rate", HealthComponent.Commands, "Error rate", "fraction", "of all executions", ScoreCurve.Of(0.05, 0.10), "errors",
        "The page Errors has the failures grouped: begin with the most frequent.");

    public static readonly HealthCheck Duration = new(
        "command_duration", HealthComponent.Commands, "Response time", "seconds", "95th percentile", ScoreCurve.Of(1, 5), "commands",
        "The page Commands has the slowest: see what they wait for, and defer the answer.");

    public static readonly HealthCheck Acknowledgement = new(
        "command_ack", HealthComponent.Commands, "Time to acknowledge", "seconds", "95th percentile", ScoreCurve.Of(2, 2.7), "commands",
        "Acknowledge (defer) first, then work: Discord waits 3 s.");

    public static readonly IReadOnlyList<HealthCheck> All =
    [
        ProcessCpu, SystemCpu, Lag, ProcessMemory, SystemMemory, Probe, ProbeDown, Gateway, Heartbeat, ShardsMissing, InstancesSilent,
        RateLimit, ErrorRate, Duration, Acknowledgement,
    ];

    /// <summary>Warns at 500 MiB and is critical at 90 % of the limit; of a small limit, 75 % of it warn.</summary>
    /// <param name="limit">What the process may use, bytes; null: unknown.</param>
    public static ScoreCurve MemoryCurve(double? limit) => limit is { } known && known > 0
        ? ScoreCurve.Of(Math.Min(ProcessMemoryWarning, LimitWarning * known), LimitCritical * known)
        : ProcessMemory.Curve;
}
