namespace BotPerf.Client;

/// <summary>A command has ended. [000]</summary>
/// <param name="Command">Its name, cut at 200 characters. Chat users may have chosen it.</param>
/// <param name="Module">Null: none was given.</param>
/// <param name="Kind">Null: none was given.</param>
/// <param name="Duration">Without the time it waited for a person.</param>
/// <param name="Success">False: it failed.</param>
/// <param name="AcknowledgedAfter">Until the first sign of life; null: none.</param>
public readonly record struct CommandExecuted(
    string Command, string? Module, string? Kind, TimeSpan Duration, bool Success, TimeSpan? AcknowledgedAfter);

/// <summary>A message was processed. [000]</summary>
/// <param name="ChannelType">Where it came from: <c>text</c>, <c>dm</c>, …</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Success">False: it failed.</param>
public readonly record struct MessageProcessed(string ChannelType, TimeSpan Duration, bool Success);

/// <summary>A query of the bot's database has ended. [000]</summary>
/// <param name="Type"><c>SELECT</c>, <c>INSERT</c>, …</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Success">False: it failed.</param>
public readonly record struct DatabaseQueried(string Type, TimeSpan Duration, bool Success);

/// <summary>The latency of a connection to the chat was measured. [000]</summary>
/// <param name="Connection">Which connection.</param>
/// <param name="Latency">The round trip.</param>
public readonly record struct LatencyMeasured(string Connection, TimeSpan Latency);

/// <summary>Memory was measured. [000]</summary>
/// <param name="At">The end of the interval.</param>
/// <param name="HeapBytes">The managed heap; null: not measured in this interval.</param>
/// <param name="RssBytes">The process's memory; null: not measured in this interval.</param>
public readonly record struct MemoryMeasured(DateTimeOffset At, double? HeapBytes, double? RssBytes);

/// <summary>The process's CPU was measured. [000]</summary>
/// <param name="At">The end of the interval.</param>
/// <param name="Percent">Of one core: 200 stands for two busy ones.</param>
public readonly record struct CpuMeasured(DateTimeOffset At, double Percent);

/// <summary>Collection began or ended. [000]</summary>
/// <param name="At">When.</param>
/// <param name="Reason"><c>start</c>, <c>shutdown</c> or <c>dashboard</c>.</param>
public readonly record struct CollectionChanged(DateTimeOffset At, string Reason);
