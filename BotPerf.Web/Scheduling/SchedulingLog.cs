namespace BotPerf.Web.Scheduling;

internal static partial class SchedulingLog
{
    [LoggerMessage(1901, LogLevel.Information, "Job {Job} is done: {Summary}")]
    public static partial void JobSucceeded(this ILogger log, string job, string summary);

    [LoggerMessage(1902, LogLevel.Error, "Job {Job} failed")]
    public static partial void JobFailed(this ILogger log, string job, Exception error);

    [LoggerMessage(1903, LogLevel.Information, "Job {Job} ended early: {Why}")]
    public static partial void JobEndedEarly(this ILogger log, string job, string why);

    [LoggerMessage(1904, LogLevel.Information, "Job {Job} still runs at its next time; that time is left out")]
    public static partial void StillRunning(this ILogger log, string job);

    [LoggerMessage(1905, LogLevel.Warning, "The server's last end cut off {Runs} runs of jobs; they are made up for")]
    public static partial void RunsInterrupted(this ILogger log, int runs);

    [LoggerMessage(1906, LogLevel.Error, "The ledger takes no writes about job {Job}")]
    public static partial void LedgerRefused(this ILogger log, string job, Exception error);
}
