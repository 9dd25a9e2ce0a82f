namespace BotPerf.Web.Rollups;

internal static partial class RollupsLog
{
    [LoggerMessage(1600, LogLevel.Error, "A segment of minute {Minute} of instance {Instance} cannot be read; its executions are missing from answers")]
    public static partial void SegmentUnreadable(ILogger logger, int instance, long minute, Exception error);
}
