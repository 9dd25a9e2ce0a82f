namespace BotPerf.Client;

/// <summary>
/// How the SDK behaves. What code leaves unset comes from the configuration section <c>BotPerf</c> (with
/// <c>AddBotPerf</c>), then from the environment. A wrong value never stops the bot: it is told once in the log and in
/// <see cref="PerformanceMonitor.Problems"/>, and the default is used.
/// </summary>
public sealed class BotPerfOptions
{
    /// <summary>
    /// The server's base address, <c>http</c> or <c>https</c>, e.g. <c>http://localhost:5080</c>. Default: the environment
    /// variable <c>BOTPERF_URL</c>. Without one everything is measured in the process only.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>The bot's ingest key, <c>bpi_…</c>. Default: the environment variable <c>BOTPERF_KEY</c>.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// The name of this process, shard or cluster, at most 100 characters. Two running processes of one bot must differ.
    /// Default: the environment variable <c>BOTPERF_INSTANCE</c>, else <c>default</c>.
    /// </summary>
    public string? Instance { get; set; }

    /// <summary>The bot's own version. Default: the informational version of the entry assembly.</summary>
    public string? Version { get; set; }

    /// <summary>The chat library and its version, e.g. <c>Discord.Net 3.17</c>. Default: unknown.</summary>
    public string? Library { get; set; }

    /// <summary>The number of this shard, from 0. Default: unknown.</summary>
    public int? ShardId { get; set; }

    /// <summary>How many shards the bot has. Default: unknown.</summary>
    public int? ShardCount { get; set; }

    /// <summary>
    /// The kill switch: false turns every call into nothing. The environment variable
    /// <c>PERFORMANCE_MONITORING_ENABLED=false</c> turns it off whatever this says. Default: true.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The part of executions that is sent in detail, 0 to 1; failures always are. Counts, sums and percentiles stay exact
    /// at any rate. Default: the environment variable <c>METRICS_SAMPLING_RATE</c>, else 1.
    /// </summary>
    public double? DetailSamplingRate { get; set; }

    /// <summary>What is measured again and again, and how often.</summary>
    public CollectorOptions Collectors { get; set; } = new();

    /// <summary>What is measured without touching the bot's code.</summary>
    public InstrumentationOptions Instrumentation { get; set; } = new();

    /// <summary>Lets ids of guilds (servers, workspaces) leave the bot. Default: false.</summary>
    public bool SendGuildIds { get; set; }

    /// <summary>Lets ids of channels leave the bot. Default: false.</summary>
    public bool SendChannelIds { get; set; }

    /// <summary>Lets ids of users leave the bot. Default: false.</summary>
    public bool SendUserIds { get; set; }

    /// <summary>
    /// Replaces ids that may leave the bot by a hash keyed with the ingest key: equal ids stay equal, none can be read
    /// back. Default: false.
    /// </summary>
    public bool HashIds { get; set; }

    /// <summary>
    /// Memory for frames that wait for the server, 1 to 1,024 MiB, in bytes. Default: 24 MiB, so that an outage, with what
    /// it takes to send them all, costs at most 32 MiB.
    /// </summary>
    public long MaxQueueBytes { get; set; } = 24 * 1024 * 1024;

    /// <summary>How long a frame waits for the server before it is given up, 1 minute to 7 days. Default: 1 hour.</summary>
    public TimeSpan MaxQueueAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the end of the bot waits for the last frames, 0 to 30 seconds. Default: 2 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Above which figures the bot raises alerts by itself. Default: those of <see cref="ThresholdOptions"/>.</summary>
    public ThresholdOptions Thresholds { get; set; } = new();

    /// <summary>When healers run by themselves. Default: never.</summary>
    public HealingOptions Healing { get; set; } = new();

    /// <summary>Keeps on disk what the server could not take. Default: off.</summary>
    public SpoolOptions Spool { get; set; } = new();

    /// <summary>Writes the figures to a file. Default: off.</summary>
    public FileExportOptions File { get; set; } = new();

    /// <summary>An endpoint of the bot itself for Prometheus. Default: off.</summary>
    public PrometheusOptions Prometheus { get; set; } = new();

    /// <summary>Where else the figures go, from code only. Default: nowhere.</summary>
    public IList<IMetricsExporter> Exporters { get; } = [];

    /// <summary>How often each exporter is called, 1 second to 1 hour. Default: 10 seconds.</summary>
    public TimeSpan ExportInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What of the configuration could not be understood.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    internal BotPerfOptions Copy()
    {
        var copy = (BotPerfOptions)MemberwiseClone();
        copy.Spool = (Spool ?? new SpoolOptions()).Copy();
        copy.File = (File ?? new FileExportOptions()).Copy();
        copy.Prometheus = (Prometheus ?? new PrometheusOptions()).Copy();
        return copy;
    }
}
