namespace BotPerf.Web.Rollups;

internal static partial class RollupsLog
{
    [LoggerMessage(1600, LogLevel.Error, "A segment of minute {Minute} of instance {Instance} cannot be read; its executions are missing from answers")]
    public static partial void SegmentUnreadable(ILogger logger, int instance, long minute, Exception error);

    [LoggerMessage(1601, LogLevel.Error, "The last executions kept of series {Series} cannot be read; they are given up")]
    public static partial void LastExecutionsUnreadable(ILogger logger, int series, Exception error);

    [LoggerMessage(1603, LogLevel.Error, "{Count} {Grain} rows could not be made; they stay due")]
    public static partial void NotRolledUp(ILogger logger, Storage.Telemetry.Grain grain, int count, Exception error);

    [LoggerMessage(1604, LogLevel.Error, "What bot {Bot} has that is old enough could not all be let go; it is tried again the next time")]
    public static partial void NotLetGo(ILogger logger, Storage.BotId bot, Exception error);

    [LoggerMessage(1602, LogLevel.Information, "Let go of {Minutes} minutes, {Hours} hours and {Executions} executions that were old enough")]
    public static partial void LetGo(ILogger logger, long minutes, long hours, long executions);
}
