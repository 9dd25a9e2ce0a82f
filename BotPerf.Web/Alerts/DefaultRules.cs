using BotPerf.Shared.Metrics;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Alerts;

/// <summary>
/// The rules that are there from the first minute, with the presets of the source documents. They can be changed,
/// switched off and reset, never deleted.
/// </summary>
internal static class DefaultRules
{
    public const string Offline = "offline";
    public const string BudgetFast = "budget_fast";
    public const string BudgetMedium = "budget_medium";
    public const string BudgetSlow = "budget_slow";
    public const string ZombieGateway = "zombie_gateway";
    public const string GatewayLatency = "gateway_latency";
    public const string CommandSlow = "command_slow";

    private const double Mebibyte = 1024 * 1024;

    // One slow run of a command that is hardly used is no trend.
    private const int LeastForPercentiles = 5;

    /// <summary>Their numbers are given by the database; here all are 0.</summary>
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        Rule(Offline, "Offline", new Signal(SignalKind.Offline), TimeSpan.Zero, 30, 120) with
        {
            KeepFiring = TimeSpan.FromSeconds(10),
        },
        // A process that lives and whose gateway does not: three heartbeats of Discord's 41 seconds are missing.
        Critical(ZombieGateway, "Zombie gateway", Gauge(MetricNames.HeartbeatAge), Seconds(30), 125),
        Rule("silent_shard", "Silent shard", new Signal(SignalKind.SilentShard) { WindowMinutes = 5 }, Minutes(5),
            new AlertLevel(AlertSeverity.High, 0, 0.05)) with { Condition = Condition.Le },
        Rule("shards_missing", "Shards not connected", new Signal(SignalKind.Metric)
        {
            Metric = MetricNames.ShardsConnected, Aggregation = Aggregation.Ratio, Over = [MetricNames.ShardsConfigured],
        }, Minutes(2), new AlertLevel(AlertSeverity.High, 1, 1)) with { Condition = Condition.Lt },
        Rule(GatewayLatency, "Gateway latency", Gauge(MetricNames.WebSocketLatency), Minutes(1), 0.2, 0.5),
        Rule(CommandSlow, "Slow command", P95(MetricNames.CommandDuration, LabelNames.Command, 5), Minutes(2), 1, 5),
        // Discord waits three seconds for the first answer to an interaction.
        Rule("command_deadline", "Close to Discord's deadline", P95(MetricNames.CommandAck, LabelNames.Command, 5), Minutes(1), 2, 2.7),
        Rule("error_rate", "Error rate", new Signal(SignalKind.Metric)
        {
            Metric = MetricNames.CommandErrors, Aggregation = Aggregation.Ratio, Over = [MetricNames.CommandDuration],
            WindowMinutes = 5, MinCount = 20,
        }, Minutes(2), 0.05, 0.10),
        Rule("message_slow", "Slow messages", P95(MetricNames.MessageDuration, null, 5), Minutes(2), 0.5, 2),
        Rule("query_slow", "Slow database queries", P95(MetricNames.QueryDuration, null, 5), Minutes(2), 0.2, 1),
        Warning("memory_high", "Memory (RSS) high", Gauge(MetricNames.RssBytes), Minutes(5), 500 * Mebibyte),
        Warning("heap_high", "Heap high", Gauge(MetricNames.HeapBytes), Minutes(5), 500 * Mebibyte),
        Critical("memory_limit", "Memory near its limit", Share(MetricNames.RssBytes, MetricNames.MemoryLimit), Minutes(5), 0.9),
        Warning("memory_leak", "Memory leak", new Signal(SignalKind.MemoryLeak), Minutes(5), 0.1),
        // The first source document's own rule; off, since ordinary collections make it fire.
        Warning("heap_growth", "Heap grew by a fifth in a minute", new Signal(SignalKind.Metric)
        {
            Metric = MetricNames.HeapBytes, Aggregation = Aggregation.Growth, WindowMinutes = 2,
        }, TimeSpan.Zero, 0.2) with { Enabled = false },
        Rule("cpu", "CPU of the process", Average(MetricNames.CpuPercent), Minutes(2), 70, 85),
        Rule("system_cpu", "CPU of the machine", Average(MetricNames.SystemCpu), Minutes(2), 70, 85),
        Rule("system_memory", "Memory of the machine",
            Share(MetricNames.SystemMemoryAvailable, MetricNames.SystemMemoryTotal) with { Complement = true }, Minutes(5), 0.75, 0.9),
        Rule("disk", "Disk filling up", Share(MetricNames.DiskUsed, MetricNames.DiskTotal), Minutes(10), 0.85, 0.95),
        Rule("event_loop_lag", "Thread-pool lag", Gauge(MetricNames.EventLoopLag), Minutes(1), 0.1, 1),
        Rule("probe_slow", "Network probe slow", Gauge(MetricNames.ProbeDuration), Minutes(2), 2, 5),
        Critical("probe_down", "Network probe fails", Gauge(MetricNames.ProbeUp), Minutes(2), 1) with { Condition = Condition.Lt },
        Rule("cache_hit_rate", "Cache hit rate low", new Signal(SignalKind.Metric)
        {
            Metric = MetricNames.CacheHits, Aggregation = Aggregation.Ratio, Over = [MetricNames.CacheHits, MetricNames.CacheMisses],
            WindowMinutes = 15, Per = LabelNames.Cache, MinCount = 100,
        }, Minutes(15), new AlertLevel(AlertSeverity.Warning, 0.6)) with { Condition = Condition.Lt },
        // Half a day's budget in an hour, a day and a half's in six, and what would use it up before its window ends.
        Burn(BudgetFast, "Error budget burns fast", AlertSeverity.Critical, BurnWindow.Fast),
        Burn(BudgetMedium, "Error budget burns", AlertSeverity.High, BurnWindow.Medium),
        Burn(BudgetSlow, "Error budget will not last", AlertSeverity.Warning, BurnWindow.Slow),
        Rule("rate_limit", "Rate limit near", Share(MetricNames.RateLimitUsed, MetricNames.RateLimitMax), Seconds(30), 0.8, 1),
    ];

    public static AlertRule? Find(string key) => All.FirstOrDefault(rule => rule.Key == key);

    private static AlertRule Rule(string key, string name, Signal signal, TimeSpan lasting, params AlertLevel[] levels) =>
        new(0, name, signal) { Key = key, For = lasting, Levels = levels };

    private static AlertRule Rule(string key, string name, Signal signal, TimeSpan lasting, double warning, double critical) =>
        Rule(key, name, signal, lasting, new AlertLevel(AlertSeverity.Warning, warning), new AlertLevel(AlertSeverity.Critical, critical));

    private static AlertRule Burn(string key, string name, AlertSeverity severity, BurnWindow window) =>
        Rule(key, name, new Signal(SignalKind.BurnRate) { WindowMinutes = window.LongMinutes }, TimeSpan.Zero, new AlertLevel(severity, window.Threshold));

    private static AlertRule Warning(string key, string name, Signal signal, TimeSpan lasting, double threshold) =>
        Rule(key, name, signal, lasting, new AlertLevel(AlertSeverity.Warning, threshold));

    private static AlertRule Critical(string key, string name, Signal signal, TimeSpan lasting, double threshold) =>
        Rule(key, name, signal, lasting, new AlertLevel(AlertSeverity.Critical, threshold));

    private static Signal Gauge(string metric) => new(SignalKind.Metric) { Metric = metric, Aggregation = Aggregation.Last };

    private static Signal Average(string metric) =>
        new(SignalKind.Metric) { Metric = metric, Aggregation = Aggregation.Avg, WindowMinutes = 2 };

    private static Signal Share(string metric, string of) =>
        new(SignalKind.Metric) { Metric = metric, Aggregation = Aggregation.Ratio, Over = [of] };

    private static Signal P95(string metric, string? per, int minutes) =>
        new(SignalKind.Metric) { Metric = metric, Aggregation = Aggregation.P95, Per = per, WindowMinutes = minutes, MinCount = LeastForPercentiles };

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
