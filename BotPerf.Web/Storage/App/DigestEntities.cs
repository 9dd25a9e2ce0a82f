namespace BotPerf.Web.Storage.App;

/// <summary>A row of <c>digest_subscription</c>: who gets which digest, when and where. One of a person, cadence and place.</summary>
internal sealed class DigestSubscriptionRow
{
    public int Id { get; set; }

    public int AccountId { get; set; }

    /// <summary>daily, weekly or monthly.</summary>
    public required string Cadence { get; set; }

    /// <summary>Where it goes; 0: to the person's own address.</summary>
    public int ChannelId { get; set; }

    /// <summary>0 to 23, by the clocks of the zone.</summary>
    public int Hour { get; set; }

    /// <summary>By its IANA name.</summary>
    public required string Zone { get; set; }

    /// <summary>Numbers with commas between them; empty for all bots.</summary>
    public required string Bots { get; set; }

    public bool Enabled { get; set; }

    /// <summary>What was due before is not told: when it was made, switched on, or last set to another cadence or place.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Why it is switched off, when nobody signed in did it; null: no reason is known.</summary>
    public string? OffReason { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A row of <c>digest</c>: one digest to one person or channel, and what became of it.</summary>
internal sealed class DigestRow
{
    public long Id { get; set; }

    public int AccountId { get; set; }

    /// <summary>Whose it was; that one may be gone.</summary>
    public int SubscriptionId { get; set; }

    public required string Cadence { get; set; }

    public int ChannelId { get; set; }

    /// <summary>The first day that it tells of: 2026-11-20.</summary>
    public required string Period { get; set; }

    /// <summary>Person, cadence, place and period of what is sent by the clock; null: somebody asked for it. Unique.</summary>
    public string? OnceKey { get; set; }

    /// <summary>due, sending, sent, failed or skipped.</summary>
    public required string State { get; set; }

    /// <summary>When the clock said that it is to be told.</summary>
    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset NextAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Those of them of which nobody knows whether the letter arrived.</summary>
    public int Unsure { get; set; }

    /// <summary>What Message-ID is made of: the same at every attempt.</summary>
    public required string DeliveryId { get; set; }

    /// <summary>The letter as JSON, from the first attempt to the end.</summary>
    public string? Letter { get; set; }

    public string? Subject { get; set; }

    /// <summary>What the mail server said last, or why there was no letter.</summary>
    public required string Words { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A row of <c>channel_report</c>: what a channel is told of continuously.</summary>
internal sealed class ChannelReportRow
{
    public int ChannelId { get; set; }

    /// <summary>Numbers with commas between them; empty for all bots.</summary>
    public required string Bots { get; set; }

    /// <summary>How much is told in one message.</summary>
    public int BatchMinutes { get; set; }

    public required string ChangedBy { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
}
