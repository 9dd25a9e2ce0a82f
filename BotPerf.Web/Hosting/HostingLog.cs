namespace BotPerf.Web.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1001, LogLevel.Error, "A command from the command line failed")]
    public static partial void CommandFailed(this ILogger log, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "{Store} takes no writes: the server calls itself not ready")]
    public static partial void NotReady(this ILogger log, string store);

    [LoggerMessage(1003, LogLevel.Error, "The hub call {Call} failed")]
    public static partial void HubCallFailed(this ILogger log, string call, Exception exception);
}
