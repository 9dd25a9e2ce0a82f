using BotPerf.Web.Storage;

namespace BotPerf.Web.HealthScores;

internal static partial class HealthLog
{
    [LoggerMessage(2300, LogLevel.Error, "The health of bot {Bot} could not be scored; the next minute tries again.")]
    public static partial void BotNotScored(this ILogger logger, Exception error, BotId bot);

    [LoggerMessage(2301, LogLevel.Error, "The scores of the last ten minutes could not be written; the history has a gap there.")]
    public static partial void ScoresNotWritten(this ILogger logger, Exception error);

    [LoggerMessage(2302, LogLevel.Error, "The trends of health could not be made; the next hour tries again.")]
    public static partial void TrendsNotMade(this ILogger logger, Exception error);

    [LoggerMessage(2303, LogLevel.Warning, "Bot {Bot} could not be told its score; the next minute tries again.")]
    public static partial void ScoreNotTold(this ILogger logger, Exception error, BotId bot);
}
