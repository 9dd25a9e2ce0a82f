namespace BotPerf.Web.Delivery;

/// <summary>A notice on its way, with everything that a sender needs.</summary>
/// <param name="DeliveryId">The same at every attempt: a receiver knows a repeat by it.</param>
/// <param name="Settings">The channel's, decrypted. Not for logs.</param>
/// <param name="Earlier">What this message tells too, oldest first: notices that it has overtaken or that were held back.</param>
/// <param name="ThreadMessage">The channel's own name of the message that began the thread.</param>
internal sealed record Parcel(
    string DeliveryId, IReadOnlyDictionary<string, string> Settings, Notice Notice, IReadOnlyList<Notice> Earlier,
    string? ThreadMessage)
{
    /// <summary>The notice's link, absolute; null without one or without a public URL.</summary>
    public Uri? Link { get; init; }

    public string Setting(string name) => Settings.GetValueOrDefault(name) ?? "";
}

/// <summary>How an attempt went.</summary>
/// <param name="Words">The receiver's own, for the log; whoever writes them down masks secrets.</param>
/// <param name="RetryAfter">How long the receiver wants to be left alone.</param>
/// <param name="MessageId">The channel's own name of the message, to edit or answer it later.</param>
internal sealed record SendResult(SendOutcome Outcome, string Words, TimeSpan? RetryAfter = null, string? MessageId = null);

internal enum SendOutcome
{
    Delivered,

    /// <summary>Not now; later perhaps.</summary>
    Failed,

    /// <summary>Not as it is, however often it is tried.</summary>
    Refused,

    /// <summary>It may have arrived: no answer came.</summary>
    Unknown,
}
