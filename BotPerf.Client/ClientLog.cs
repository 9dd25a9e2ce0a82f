using Microsoft.Extensions.Logging;

namespace BotPerf.Client;

/// <summary>What the SDK says in the bot's log. Event ids 2000 and on.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(2000, LogLevel.Warning, "BotPerf: {Problem}")]
    public static partial void Problem(this ILogger logger, string problem);

    [LoggerMessage(2001, LogLevel.Warning,
        "BotPerf cannot reach {Server}: {Reason}. Measurements are kept, it tries again and again. Is the server running?")]
    public static partial void ConnectionLost(this ILogger logger, Uri server, string reason);

    [LoggerMessage(2002, LogLevel.Error,
        "BotPerf: {Server} refuses the ingest key. Make a new one on the page \"Bots and keys\" and set BOTPERF_KEY.")]
    public static partial void KeyRefused(this ILogger logger, Uri server);

    [LoggerMessage(2003, LogLevel.Information, "BotPerf is connected to {Server} again.")]
    public static partial void ConnectionRestored(this ILogger logger, Uri server);

    [LoggerMessage(2004, LogLevel.Warning, "BotPerf: the server refused something in frame {Seq}, it is counted as lost: {Reason}")]
    public static partial void FrameRefused(this ILogger logger, ulong seq, string reason);

    [LoggerMessage(2005, LogLevel.Warning,
        "BotPerf: the metric {Metric} has too many different labels. Further ones are counted under __other__. Do not use ids or free text as labels.")]
    public static partial void SeriesLimitReached(this ILogger logger, string metric);

    [LoggerMessage(2006, LogLevel.Error, "BotPerf: its own loop failed and goes on; please report this.")]
    public static partial void LoopFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2007, LogLevel.Warning, "BotPerf: the collector {Collector} failed and is left out from now on: {Reason}")]
    public static partial void CollectorFailed(this ILogger logger, string collector, string reason);

    [LoggerMessage(2030, LogLevel.Information, "BotPerf: set on the dashboard: {Changes}.")]
    public static partial void RemoteSettingsChanged(this ILogger logger, string changes);

    [LoggerMessage(2031, LogLevel.Warning, "BotPerf: a setting of the server is left out: {Fault}.")]
    public static partial void RemoteSettingRefused(this ILogger logger, string fault);

    [LoggerMessage(2032, LogLevel.Warning, "BotPerf: the server did not take the answer of the healer {Healer}: {Reason}")]
    public static partial void HealAnswerLost(this ILogger logger, string healer, string reason);

    [LoggerMessage(2033, LogLevel.Information, "BotPerf: the healer {Healer} ran ({Cause}): {Detail}")]
    public static partial void Healed(this ILogger logger, string healer, string cause, string detail);

    [LoggerMessage(2035, LogLevel.Warning, "BotPerf: the command {Command} was slow: {Duration:0} ms, more than {Threshold:0} ms.")]
    public static partial void SlowCommand(this ILogger logger, string command, double duration, double threshold);

    [LoggerMessage(2036, LogLevel.Warning, "BotPerf: a handler of the bot for {Data} failed: {Error}. It is told once a minute at most.")]
    public static partial void HandlerFailed(this ILogger logger, string data, string error);

    [LoggerMessage(2034, LogLevel.Warning, "BotPerf: the healer {Healer} failed ({Cause}): {Detail}")]
    public static partial void HealFailed(this ILogger logger, string healer, string cause, string detail);

    [LoggerMessage(2020, LogLevel.Warning, "BotPerf: the callback BotCounts failed; it is asked again, and this is not told again: {Reason}")]
    public static partial void CountsFailed(this ILogger logger, string reason);

    [LoggerMessage(2021, LogLevel.Warning,
        "BotPerf: the callback BotCounts has not come back since its last turn. It is not asked again until it does; let it return numbers it has at hand.")]
    public static partial void CountsHang(this ILogger logger);

    [LoggerMessage(2022, LogLevel.Warning,
        "BotPerf: events of {Source} could not be read; some of what it does may be missing. This is not told again: {Reason}")]
    public static partial void InstrumentationFailed(this ILogger logger, string source, string reason);

    [LoggerMessage(2023, LogLevel.Warning,
        "BotPerf: the cache {Cache} keeps no statistics. Set MemoryCacheOptions.TrackStatistics = true where it is made.")]
    public static partial void CacheWithoutStatistics(this ILogger logger, string cache);

    [LoggerMessage(2050, LogLevel.Warning,
        "BotPerf cannot write to its spool: {Reason}. What waits for the server stays in memory as long as there is room.")]
    public static partial void SpoolFailed(this ILogger logger, string reason);

    [LoggerMessage(2051, LogLevel.Debug, "BotPerf: sending from the spool was interrupted and goes on later: {Reason}")]
    public static partial void SpoolReplayInterrupted(this ILogger logger, string reason);

    [LoggerMessage(2052, LogLevel.Warning, "BotPerf: the exporter {Exporter} failed and is tried again at each interval: {Reason}")]
    public static partial void ExportFailed(this ILogger logger, string exporter, string reason);

    [LoggerMessage(2053, LogLevel.Information, "BotPerf: the exporter {Exporter} works again.")]
    public static partial void ExportRestored(this ILogger logger, string exporter);

    [LoggerMessage(2054, LogLevel.Debug, "BotPerf: a request for /metrics was not answered: {Reason}")]
    public static partial void ScrapeFailed(this ILogger logger, string reason);
}
