namespace BotPerf.Web.Storage;

internal static partial class StorageLog
{
    [LoggerMessage(1400, LogLevel.Error, "telemetry.db refused a write; nothing of it was acknowledged")]
    public static partial void WriteFailed(ILogger logger, Exception error);

    [LoggerMessage(1401, LogLevel.Information, "Replayed {Frames} frames from the journal in {Milliseconds} ms")]
    public static partial void Replayed(ILogger logger, int frames, long milliseconds);

    [LoggerMessage(1402, LogLevel.Error, "The {Grain} of instance {Instance} that begins at minute {Minute} cannot be read; it is missing from answers")]
    public static partial void RowUnreadable(ILogger logger, int instance, Telemetry.Grain grain, long minute, Exception error);

    [LoggerMessage(1403, LogLevel.Critical, "BotPerf cannot store: {Trouble}")]
    public static partial void StorageInTrouble(this ILogger log, string trouble);

    [LoggerMessage(1404, LogLevel.Warning, "BotPerf stores again, after {Lasted}")]
    public static partial void StorageWellAgain(this ILogger log, string lasted);

    [LoggerMessage(1405, LogLevel.Critical, "telemetry.db is damaged. It lies at {File} now, and a new one was begun: the history before this start is missing")]
    public static partial void DamagedSetAside(this ILogger log, string file);
}
