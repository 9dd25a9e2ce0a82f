namespace BotPerf.Web.Delivery;

/// <summary>How an attempt went, as the table <c>delivery</c> writes it.</summary>
internal static class OutcomeWords
{
    public const string Sending = "sending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    public const string Refused = "refused";
    public const string Unknown = "unknown";

    /// <summary>No attempt: it was decided that nobody needs it.</summary>
    public const string Dropped = "dropped";

    public static string Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Delivered => Delivered,
        SendOutcome.Failed => Failed,
        SendOutcome.Refused => Refused,
        _ => Unknown,
    };
}
