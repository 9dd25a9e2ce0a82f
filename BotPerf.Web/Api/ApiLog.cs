namespace BotPerf.Web.Api;

internal static partial class ApiLog
{
    [LoggerMessage(1801, LogLevel.Debug, "Frames for a live connection could not be sent")]
    public static partial void LiveFrameNotSent(this ILogger log, Exception exception);

    [LoggerMessage(1802, LogLevel.Warning, "Whether a live connection may go on could not be asked; it is asked again")]
    public static partial void LiveRightsNotChecked(this ILogger log, Exception exception);
}
