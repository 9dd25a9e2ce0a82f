using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

internal static partial class TargetsLog
{
    [LoggerMessage(2500, LogLevel.Error, "The targets of bot {Bot} could not be read; the next look tries again.")]
    public static partial void BotNotRead(this ILogger logger, BotId bot, Exception error);

    [LoggerMessage(2501, LogLevel.Warning, "There are more targets and bots than {Most} together; the last ones are not looked at.")]
    public static partial void TracksFull(this ILogger logger, int most);
}
