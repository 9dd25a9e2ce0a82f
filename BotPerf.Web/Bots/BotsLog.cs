using BotPerf.Web.Storage;

namespace BotPerf.Web.Bots;

internal static partial class BotsLog
{
    [LoggerMessage(1201, LogLevel.Information, "Bot {Id} was created: {Name}")]
    public static partial void BotCreated(this ILogger log, int id, string name);

    [LoggerMessage(1202, LogLevel.Information, "Ingest key {Key} of bot {Bot} was issued")]
    public static partial void KeyIssued(this ILogger log, int key, BotId bot);

    [LoggerMessage(1203, LogLevel.Information, "Ingest key {Key} of bot {Bot} was revoked")]
    public static partial void KeyRevoked(this ILogger log, int key, BotId bot);

    [LoggerMessage(1205, LogLevel.Information, "The settings of bot {Bot} were changed: {Change}")]
    public static partial void SettingsChanged(this ILogger log, BotId bot, string change);

    [LoggerMessage(1206, LogLevel.Information, "Bot {Id} was renamed: {Name}")]
    public static partial void BotRenamed(this ILogger log, BotId id, string name);

    [LoggerMessage(1207, LogLevel.Information, "Bot {Id} was deleted: {Name}")]
    public static partial void BotDeleted(this ILogger log, BotId id, string name);

    [LoggerMessage(1204, LogLevel.Warning, "When the ingest keys were last used could not be written; it is tried again")]
    public static partial void KeyUseNotWritten(this ILogger log, Exception exception);
}
