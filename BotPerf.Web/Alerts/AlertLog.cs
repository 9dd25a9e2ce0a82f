using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

internal static partial class AlertLog
{
    [LoggerMessage(2200, LogLevel.Error, "Alerts could not be evaluated; the next round tries again.")]
    public static partial void RoundFailed(this ILogger logger, Exception error);

    [LoggerMessage(2210, LogLevel.Error, "The rules could not look at bot {Bot}; the next round tries again.")]
    public static partial void BotNotLookedAt(this ILogger logger, BotId bot, Exception error);

    [LoggerMessage(2211, LogLevel.Error, "What is usual of the rules' figures could not be made; it is tried again.")]
    public static partial void UsualNotMade(this ILogger logger, Exception error);

    [LoggerMessage(2212, LogLevel.Warning, "What is usual is kept of {Most} targets; rules that look beside the usual of others wait.")]
    public static partial void UsualFull(this ILogger logger, int most);

    [LoggerMessage(2201, LogLevel.Warning, "A bot could not be told of its alert, or not be asked to heal itself.")]
    public static partial void NewsFailed(this ILogger logger, Exception error);
}
