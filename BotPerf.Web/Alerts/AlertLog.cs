namespace BotPerf.Web.Alerts;

internal static partial class AlertLog
{
    [LoggerMessage(2200, LogLevel.Error, "Alerts could not be evaluated; the next round tries again.")]
    public static partial void RoundFailed(this ILogger logger, Exception error);
}
