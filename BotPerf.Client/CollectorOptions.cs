namespace BotPerf.Client;

/// <summary>
/// What is measured again and again, each on its own cadence. The dashboard can switch each of them while the bot runs.
/// The reports of document 003 are served so: its system monitor (30 s) by <see cref="System"/>, <see cref="Process"/> and
/// <see cref="Runtime"/>, its network monitor (60 s) by <see cref="Network"/>, its memory monitor (60 s) by
/// <see cref="Process"/> and <see cref="Runtime"/>, its command analyzer (3 min) and health report (5 min) by
/// <see cref="Bot"/> and what the server makes of the commands. All faster presets come from gauges that are live. [003]
/// </summary>
public sealed class CollectorOptions
{
    /// <summary>CPU, memory, threads, open files and uptime of the bot's process. Default: on, every 2 seconds; 1 to 300 seconds.</summary>
    public CollectorSchedule Process { get; set; } = new(enabled: true, seconds: 2);

    /// <summary>
    /// The .NET runtime: heap and its limit, collections, pauses, thread-pool delay, lock contention, exceptions. Default: on,
    /// every 2 seconds; 1 to 300 seconds.
    /// </summary>
    public CollectorSchedule Runtime { get; set; } = new(enabled: true, seconds: 2);

    /// <summary>
    /// The machine: CPU, load, memory, swap, disks, network. Complete on Linux; elsewhere what .NET gives without
    /// elevated rights. Default: on, every 30 seconds; 1 to 300 seconds.
    /// </summary>
    public CollectorSchedule System { get; set; } = new(enabled: true, seconds: 30);

    /// <summary>
    /// How long <see cref="NetworkTargets"/> take to answer. Default: off, as it sends requests to others; every 60
    /// seconds; 10 to 3,600 seconds.
    /// </summary>
    public CollectorSchedule Network { get; set; } = new(enabled: false, seconds: 60);

    /// <summary>
    /// What is asked by the network probe, <c>http</c> or <c>https</c>, at most 10, told apart by host and port. Any answer
    /// counts as reached. Null or empty: Discord's API and one general host. Default: null.
    /// </summary>
    public IReadOnlyList<Uri>? NetworkTargets { get; set; }

    /// <summary>How long the network probe waits for an answer, 1 to 30 seconds. Default: 10 seconds.</summary>
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What <see cref="BotCounts"/> says. Default: on, every 60 seconds; 1 to 3,600 seconds. Nothing happens while no
    /// callback is set. The ages of the gateway's heartbeats and dispatches belong to it, too, always every 2 seconds.
    /// </summary>
    public CollectorSchedule Bot { get; set; } = new(enabled: true, seconds: 60);

    /// <summary>
    /// Counts the bot's guilds, users, … It is called on a thread of the pool; one that fails or hangs is told once and
    /// harms nothing. <see cref="PerformanceMonitor.CountWith"/> sets it later. Default: null.
    /// </summary>
    public Func<BotCounts>? BotCounts { get; set; }

    /// <summary>New options with every collector switched off.</summary>
    public static CollectorOptions None => new()
    {
        Process = { Enabled = false },
        Runtime = { Enabled = false },
        System = { Enabled = false },
        Network = { Enabled = false },
        Bot = { Enabled = false },
    };
}

/// <summary>Whether and how often something is measured.</summary>
public sealed class CollectorSchedule
{
    /// <summary>Switched on, once a minute.</summary>
    public CollectorSchedule()
        : this(enabled: true, seconds: 60)
    {
    }

    internal CollectorSchedule(bool enabled, int seconds)
    {
        Enabled = enabled;
        Interval = TimeSpan.FromSeconds(seconds);
    }

    /// <summary>False: not measured, unless the dashboard switches it on.</summary>
    public bool Enabled { get; set; }

    /// <summary>From one measurement to the next; full seconds. The range and the default are said with each collector.</summary>
    public TimeSpan Interval { get; set; }
}
