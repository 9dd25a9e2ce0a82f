namespace BotPerf.Web.Delivery;

/// <summary>What has become of a notice, as the table <c>outbox</c> writes it.</summary>
internal static class OutboxState
{
    public const string Waiting = "waiting";

    /// <summary>An attempt goes on, or the server ended within one.</summary>
    public const string Sending = "sending";
    public const string Delivered = "delivered";

    /// <summary>Given up; a person sends it again or drops it.</summary>
    public const string Dead = "dead";

    /// <summary>Told by the message of another.</summary>
    public const string Merged = "merged";

    /// <summary>A person has decided that nobody needs it.</summary>
    public const string Dropped = "dropped";

    public static readonly IReadOnlyList<string> All = [Waiting, Sending, Delivered, Dead, Merged, Dropped];
}
