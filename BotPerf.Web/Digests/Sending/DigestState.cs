namespace BotPerf.Web.Digests.Sending;

/// <summary>What has become of a digest, as the table <c>digest</c> writes it.</summary>
internal static class DigestState
{
    public const string Due = "due";

    /// <summary>An attempt goes on, or the server ended within one.</summary>
    public const string Sending = "sending";

    /// <summary>The mail server took it, or it lies in a channel's queue.</summary>
    public const string Sent = "sent";
    public const string Failed = "failed";

    /// <summary>It was decided that nobody gets it; the words say why.</summary>
    public const string Skipped = "skipped";
}
