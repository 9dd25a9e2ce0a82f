using BotPerf.Web.Storage;

namespace BotPerf.Web.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(1300, LogLevel.Warning, "Ingest key {KeyId} was revoked; {Connections} connections are closed")]
    public static partial void ConnectionsClosed(ILogger logger, int keyId, int connections);

    [LoggerMessage(1301, LogLevel.Error, "Sealing minutes failed; it is tried again")]
    public static partial void SealFailed(ILogger logger, Exception error);

    [LoggerMessage(1302, LogLevel.Error, "A journal row of instance {Instance} cannot be read; it is left where it is")]
    public static partial void JournalRowUnreadable(ILogger logger, int instance, Exception error);

    [LoggerMessage(1304, LogLevel.Error, "Minute {Minute} of instance {Instance} cannot be read")]
    public static partial void MinuteUnreadable(ILogger logger, int instance, long minute, Exception error);

    [LoggerMessage(1305, LogLevel.Warning, "The connections of bot {Bot} could not all be told its settings")]
    public static partial void ConfigureFailed(ILogger logger, BotId bot, Exception error);

    [LoggerMessage(1306, LogLevel.Error, "What bot {Bot} has sent could not be erased; it is tried again at the next start")]
    public static partial void BotNotErased(ILogger logger, BotId bot, Exception error);

    [LoggerMessage(1307, LogLevel.Warning, "A connection of bot {Bot} has read nothing for {Patience}; it is closed")]
    public static partial void ConnectionDoesNotRead(ILogger logger, BotId bot, TimeSpan patience);

    [LoggerMessage(1303, LogLevel.Warning, "Ingest key {KeyId} has more than {Limit} connections; the newest is closed")]
    public static partial void TooManyConnections(ILogger logger, int keyId, int limit);
}
