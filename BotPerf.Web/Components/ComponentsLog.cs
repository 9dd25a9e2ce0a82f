using BotPerf.Web.Storage;

namespace BotPerf.Web.Components;

internal static partial class ComponentsLog
{
    [LoggerMessage(1702, LogLevel.Error, "The history of bot {Bot} could not be read for a page; it tries again by itself")]
    public static partial void HistoryNotRead(this ILogger log, Exception problem, BotId bot);

    [LoggerMessage(1703, LogLevel.Error, "Alerts could not be read for a page; it tries again by itself")]
    public static partial void AlertsNotRead(this ILogger log, Exception problem);

    [LoggerMessage(1704, LogLevel.Error, "Suggestions could not be read for a page; it tries again by itself")]
    public static partial void SuggestionsNotRead(this ILogger log, Exception problem);

    [LoggerMessage(1705, LogLevel.Error, "Reports could not be read for a page; it tries again by itself")]
    public static partial void ReportsNotRead(this ILogger log, Exception problem);

    [LoggerMessage(1701, LogLevel.Error, "A change that was asked for on a page failed")]
    public static partial void ChangeFailed(this ILogger log, Exception problem);
}
