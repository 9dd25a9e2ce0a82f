namespace BotPerf.Web.Delivery;

/// <summary>A channel and how it is doing.</summary>
/// <param name="Waiting">Letters that have not gone out, held ones among them.</param>
/// <param name="Held">Kept back because the hour's budget is used up.</param>
/// <param name="Dead">Given up; a person has to look.</param>
/// <param name="LastDelivered">Null: never, or longer ago than the log goes.</param>
/// <param name="Last">The newest attempt.</param>
public sealed record ChannelState(
    Channel Channel, int Waiting, int Held, int Dead, DateTimeOffset? LastDelivered, Attempt? Last);

/// <summary>Something that was said, or is to be, on a channel.</summary>
/// <param name="DeliveryId">The same at every attempt.</param>
/// <param name="State">waiting, sending, delivered, dead, merged or dropped.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
/// <param name="MergedInto">The letter that tells this one too.</param>
/// <param name="Attempts">Newest first.</param>
public sealed record Letter(
    long Id, string DeliveryId, string Kind, string Thread, string Title, string State, bool IsUrgent, bool IsHeld,
    DateTimeOffset CreatedAt, DateTimeOffset? NextAt, DateTimeOffset? EndedAt, long? MergedInto, IReadOnlyList<Attempt> Attempts);

/// <summary>One try.</summary>
/// <param name="Took">Null while it goes on, and when the server ended before it.</param>
/// <param name="Outcome">sending, delivered, failed, refused, unknown or dropped.</param>
/// <param name="Words">The receiver's own, without secrets.</param>
public sealed record Attempt(DateTimeOffset At, TimeSpan? Took, string Outcome, string Words);
