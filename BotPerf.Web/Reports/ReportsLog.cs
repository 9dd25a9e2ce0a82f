namespace BotPerf.Web.Reports;

internal static partial class ReportsLog
{
    [LoggerMessage(2600, LogLevel.Error, "Report {Id} could not be made.")]
    public static partial void ReportFailed(this ILogger log, int id, Exception error);

    [LoggerMessage(2601, LogLevel.Error, "What became of report {Id} could not be written down; the next start makes it anew.")]
    public static partial void NotWrittenDown(this ILogger log, int id, Exception error);

    [LoggerMessage(2602, LogLevel.Warning, "The browser {Browser} printed no PDF: {Why}")]
    public static partial void NotPrinted(this ILogger log, string browser, string why);

    [LoggerMessage(2603, LogLevel.Warning, "The files of report {Id} could not be deleted; the next clean-up tries again.")]
    public static partial void NotRemoved(this ILogger log, int id, Exception error);

    [LoggerMessage(2604, LogLevel.Warning, "Old reports could not be let go of; the next clean-up tries again.")]
    public static partial void NotLetGo(this ILogger log, Exception error);

    [LoggerMessage(2606, LogLevel.Warning, "Reports whose files are gone could not be told apart; the next start tries again.")]
    public static partial void LostNotMarked(this ILogger log, Exception error);

    [LoggerMessage(2610, LogLevel.Warning, "The browser's process {Process} does not end.")]
    public static partial void BrowserStays(this ILogger log, int process);
}
