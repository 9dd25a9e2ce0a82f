namespace BotPerf.Web.Delivery;

internal static partial class DeliveryLog
{
    [LoggerMessage(2100, LogLevel.Debug, "Delivery {Id} has gone out on channel {Channel}")]
    public static partial void Sent(this ILogger log, string id, int channel);

    [LoggerMessage(2101, LogLevel.Information, "Delivery {Id} on channel {Channel} failed at attempt {Attempt}; it is tried again: {Words}")]
    public static partial void NotSent(this ILogger log, string id, int channel, int attempt, string words);

    [LoggerMessage(2102, LogLevel.Warning, "Delivery {Id} on channel {Channel} is given up after attempt {Attempt}: {Words}")]
    public static partial void GivenUp(this ILogger log, string id, int channel, int attempt, string words);

    [LoggerMessage(2103, LogLevel.Information, "{Count} messages of channel {Channel} were held back and go out as one")]
    public static partial void HeldBack(this ILogger log, int count, int channel);

    [LoggerMessage(2104, LogLevel.Information, "{Count} messages were on their way when the server ended; they are sent once more")]
    public static partial void Recovered(this ILogger log, int count);

    [LoggerMessage(2105, LogLevel.Error, "The sender of {Kind} failed")]
    public static partial void SenderFailed(this ILogger log, string kind, Exception exception);

    [LoggerMessage(2106, LogLevel.Error, "The outbox could not be read; it is tried again")]
    public static partial void OutboxNotRead(this ILogger log, Exception exception);

    [LoggerMessage(2107, LogLevel.Error, "A lane of the outbox has failed; it is tried again")]
    public static partial void LaneFailed(this ILogger log, Exception exception);

    /// <summary>The channel of kind log itself.</summary>
    [LoggerMessage(2110, LogLevel.Information, "Notice {Kind} {Tone}: {Text}")]
    public static partial void Told(this ILogger log, string kind, string tone, string text);

    [LoggerMessage(2111, LogLevel.Warning, "Notice {Kind} {Tone}: {Text}")]
    public static partial void ToldBad(this ILogger log, string kind, string tone, string text);
}
