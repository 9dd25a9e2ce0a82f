namespace BotPerf.Client;

/// <summary>
/// Above which figures the bot itself raises an alert, without a server. Looked at with every
/// frame. Each must be more than 0; null: no alert. A wrong value is told in <see cref="PerformanceMonitor.Problems"/>, and
/// the default is used. [000]
/// </summary>
public sealed class ThresholdOptions
{
    /// <summary>The slowest execution of a command, milliseconds. Such commands are also logged. Default: 1,000.</summary>
    public double? CommandExecution { get; set; } = 1_000;

    /// <summary>The slowest message, milliseconds. Default: 500.</summary>
    public double? MessageProcessing { get; set; } = 500;

    /// <summary>The slowest query, milliseconds. Default: 200.</summary>
    public double? DatabaseQuery { get; set; } = 200;

    /// <summary>The managed heap, bytes. Default: 500 MiB.</summary>
    public double? MemoryHeap { get; set; } = 500.0 * 1024 * 1024;

    /// <summary>The process's CPU in percent of one core: 200 stands for two busy ones. Default: 80.</summary>
    public double? CpuUsage { get; set; } = 80;

    /// <summary>How long the thread pool lets work wait, milliseconds. Default: 100.</summary>
    public double? EventLoopLag { get; set; } = 100;

    /// <summary>The round trip to the chat's gateway, milliseconds. Default: 500.</summary>
    public double? WebSocketLatency { get; set; } = 500;

    /// <summary>The time in which an alert of the same kind and target is not raised again, 0 to 1 day. Default: 5 minutes.</summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromMinutes(5);

    internal ThresholdOptions Copy() => (ThresholdOptions)MemberwiseClone();
}
