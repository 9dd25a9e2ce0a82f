namespace BotPerf.Web.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1001, LogLevel.Error, "A command from the command line failed")]
    public static partial void CommandFailed(this ILogger log, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "{Store} takes no writes: the server calls itself not ready")]
    public static partial void NotReady(this ILogger log, string store);

    [LoggerMessage(1003, LogLevel.Information, "The demo gets its past of {Length}, up to {End:u}; the server answers meanwhile")]
    public static partial void HistoryBegins(this ILogger log, string length, DateTimeOffset end);

    [LoggerMessage(1004, LogLevel.Information, "The demo's past: {Percent} %, {Executions:N0} executions")]
    public static partial void HistoryGrows(this ILogger log, int percent, long executions);

    [LoggerMessage(1005, LogLevel.Information, "The demo has its past: {Executions:N0} executions, in {Seconds:N0} s")]
    public static partial void HistoryFilled(this ILogger log, long executions, double seconds);

    [LoggerMessage(1006, LogLevel.Information, "The demo has a past already: --history fills only a folder that has none")]
    public static partial void HistoryThere(this ILogger log);

    [LoggerMessage(1007, LogLevel.Error, "The hub call {Call} failed")]
    public static partial void HubCallFailed(this ILogger log, string call, Exception exception);

    [LoggerMessage(1008, LogLevel.Error, "A link for a new password could not be mailed: {Words}")]
    public static partial void LinkNotMailed(this ILogger log, string words);
}
