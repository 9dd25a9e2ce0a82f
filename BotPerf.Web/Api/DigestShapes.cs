using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Digests.Subscribing;

namespace BotPerf.Web.Api;

/// <summary>Who gets which digest, when and where.</summary>
/// <param name="User">The person's e-mail address.</param>
/// <param name="Cadence">daily, weekly or monthly.</param>
/// <param name="Hour">0 to 23, by the clocks of the zone.</param>
/// <param name="Zone">A time zone of the IANA list.</param>
/// <param name="Bots">Their numbers; empty for all.</param>
/// <param name="Channel">Where it goes; null: to the person's own address.</param>
/// <param name="Enabled">It is sent.</param>
/// <param name="OffReason">Why it is switched off, when nobody signed in did it.</param>
/// <param name="NextAt">When the next one is due; null: it is switched off.</param>
/// <param name="CreatedAt">When it was asked for.</param>
internal sealed record DigestShape(
    int Id, string User, string Cadence, int Hour, string Zone, IReadOnlyList<int> Bots, int? Channel, bool Enabled, string? OffReason,
    DateTimeOffset? NextAt, DateTimeOffset CreatedAt)
{
    public static DigestShape Of(DigestSubscription one) => new(
        one.Id, one.Email, Cadences.Word(one.Cadence), one.Hour, one.Zone, one.Bots, one.Channel, one.IsOn, one.OffReason, one.NextAt,
        one.CreatedAt);
}

/// <summary>A digest that is wanted.</summary>
/// <param name="User">Whose, by e-mail address; left out: the caller's own. Others only for administrators.</param>
/// <param name="Cadence">daily, weekly or monthly; of a day, from Monday to Sunday, of a month.</param>
/// <param name="Hour">0 to 23, by the clocks of the zone; left out: 8.</param>
/// <param name="Zone">A time zone of the IANA list, such as Europe/Berlin; left out: UTC.</param>
/// <param name="Bots">Their numbers, at most 200; empty or left out: all.</param>
/// <param name="Channel">The number of a channel; left out: to the person's own address. For administrators.</param>
/// <param name="Enabled">False: it is kept and not sent; left out: true.</param>
internal sealed record DigestWanted(
    string? User = null, string? Cadence = null, int? Hour = null, string? Zone = null, IReadOnlyList<int>? Bots = null, int? Channel = null,
    bool? Enabled = null)
{
    private const int UsualHour = 8;

    public DigestWish ToWish() => new(Cadence, Hour ?? UsualHour, Zone ?? "UTC", Bots ?? [], Channel, Enabled ?? true);
}

/// <summary>A digest as it would be sent now.</summary>
/// <param name="Subject">Says the worst thing.</param>
/// <param name="Text">The part for who reads plain text.</param>
/// <param name="Html">The letter itself.</param>
internal sealed record DigestPreviewShape(string Subject, string Text, string Html)
{
    public static DigestPreviewShape Of(DigestLetter letter) => new(letter.Subject, letter.Text, letter.Html);
}

/// <summary>One digest and what became of it.</summary>
/// <param name="Period">The first day that it tells of.</param>
/// <param name="State">due, sending, sent, failed or skipped.</param>
/// <param name="Asked">Somebody asked for it; false: by the clock, once of each period.</param>
/// <param name="Subject">Null: it was never made.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Words">What the mail server said last, or why it was not sent.</param>
/// <param name="DueAt">When it was due.</param>
/// <param name="NextAt">When it is tried next; null: it is not.</param>
/// <param name="EndedAt">When that was; null: it is not over.</param>
internal sealed record DigestDeliveryShape(
    long Id, string Period, string State, bool Asked, string? Subject, int Attempts, string Words, DateTimeOffset DueAt, DateTimeOffset? NextAt,
    DateTimeOffset? EndedAt)
{
    public static DigestDeliveryShape Of(SentDigest one) => new(
        one.Id, one.Period, one.State, one.IsAsked, one.Subject, one.Attempts, one.Words, one.DueAt, one.NextAt, one.EndedAt);
}
