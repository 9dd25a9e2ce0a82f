using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests;

internal static partial class DigestsLog
{
    [LoggerMessage(2700, LogLevel.Debug, "Digest {Id} has gone out")]
    public static partial void Sent(this ILogger log, long id);

    [LoggerMessage(2701, LogLevel.Information, "Digest {Id} failed at attempt {Attempt}; it is tried again: {Words}")]
    public static partial void NotSent(this ILogger log, long id, int attempt, string words);

    [LoggerMessage(2702, LogLevel.Warning, "Digest {Id} is given up after attempt {Attempt}: {Words}")]
    public static partial void GivenUp(this ILogger log, long id, int attempt, string words);

    [LoggerMessage(2703, LogLevel.Information, "{Count} digests were on their way when the server ended or the ledger failed; the same letters are sent once more")]
    public static partial void Recovered(this ILogger log, int count);

    [LoggerMessage(2704, LogLevel.Error, "The ledger of digests could not be read; it is tried again")]
    public static partial void LedgerNotRead(this ILogger log, Exception exception);

    [LoggerMessage(2705, LogLevel.Error, "Digest {Id} could not be made at attempt {Attempt}; it is tried again for a day")]
    public static partial void DigestNotMade(this ILogger log, long id, int attempt, Exception exception);

    [LoggerMessage(2710, LogLevel.Information, "Digest {Id} waits after attempt {Attempt}: other long histories are being read")]
    public static partial void DigestWaits(this ILogger log, long id, int attempt);

    [LoggerMessage(2711, LogLevel.Error, "What became of digest {Id} could not be written down; that is tried every minute")]
    public static partial void NotWritten(this ILogger log, long id, Exception exception);

    [LoggerMessage(2712, LogLevel.Error, "Digest {Id} broke on its way to the mail server; nobody knows whether it arrived")]
    public static partial void SendingBroke(this ILogger log, long id, Exception exception);

    [LoggerMessage(2706, LogLevel.Error, "What channels are told of bot {Bot} could not be measured; the next half minute tries again")]
    public static partial void ReportNotMade(this ILogger log, BotId bot, Exception exception);

    [LoggerMessage(2750, LogLevel.Error, "What channel {Channel} is told could not be sent; the next batch tries again")]
    public static partial void ReportNotSent(this ILogger log, int channel, Exception exception);

    [LoggerMessage(2751, LogLevel.Error, "A half minute of what channels are told was not measured; the next one tries again")]
    public static partial void BeatMissed(this ILogger log, Exception exception);
}
