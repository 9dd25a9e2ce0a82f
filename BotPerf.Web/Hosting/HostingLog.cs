namespace BotPerf.Web.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1001, LogLevel.Error, "A command from the command line failed")]
    public static partial void CommandFailed(this ILogger log, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "{Store} takes no writes: the server calls itself not ready")]
    public static partial void NotReady(this ILogger log, string store);
}
