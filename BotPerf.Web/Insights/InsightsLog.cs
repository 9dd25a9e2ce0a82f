using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights;

internal static partial class InsightsLog
{
    [LoggerMessage(2400, LogLevel.Warning, "A bot could not be told of its suggestions: {Bot}.")]
    public static partial void NewsFailed(this ILogger logger, BotId bot, Exception error);

    [LoggerMessage(2401, LogLevel.Error, "Bot {Bot} could not be looked at for suggestions; the next hour tries again.")]
    public static partial void BotNotLookedAt(this ILogger logger, BotId bot, Exception error);

    [LoggerMessage(2402, LogLevel.Information, "Somebody decided about a suggestion of bot {Bot} while it was looked at; the next look goes on from there.")]
    public static partial void LookOvertaken(this ILogger logger, BotId bot);
}
