namespace BotPerf.Web.Storage.App;

internal static partial class AppDbLog
{
    [LoggerMessage(1450, LogLevel.Debug, "Opened {File} with SQLite {Version}")]
    public static partial void AppDatabaseOpened(this ILogger log, string file, string version);

    [LoggerMessage(1451, LogLevel.Error, "botperf.db takes no writes: {Reason}")]
    public static partial void AppDatabaseRefusesWrites(this ILogger log, string reason);
}
