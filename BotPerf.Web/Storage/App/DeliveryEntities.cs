namespace BotPerf.Web.Storage.App;

/// <summary>A row of <c>channel</c>: a place that notices go to.</summary>
internal sealed class ChannelRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The name as it is compared: upper case. Unique.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>email, discord, slack, webhook, log, or the word of a handler of one's own.</summary>
    public required string Kind { get; set; }

    public bool Enabled { get; set; }

    /// <summary>Addresses and secrets: a JSON object, encrypted as a whole.</summary>
    public required string Settings { get; set; }

    /// <summary>So many messages go out in any hour; what is more is told in one.</summary>
    public int HourlyBudget { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A row of <c>outbox</c>: something to be said on one channel, and what has become of it.</summary>
internal sealed class OutboxRow
{
    public long Id { get; set; }

    /// <summary>A GUID, the same at every attempt, by which a receiver knows a repeat.</summary>
    public required string DeliveryId { get; set; }

    public int ChannelId { get; set; }

    /// <summary>alert, summary, digest, report or test.</summary>
    public required string Kind { get; set; }

    /// <summary>Messages of one thread edit or follow each other.</summary>
    public required string Thread { get; set; }

    public required string Title { get; set; }

    /// <summary>The whole notice, JSON.</summary>
    public required string Notice { get; set; }

    /// <summary>Does not count against the hourly budget and does not wait for it.</summary>
    public bool Urgent { get; set; }

    /// <summary><c>waiting</c>, <c>sending</c>, <c>delivered</c>, <c>dead</c>, <c>merged</c> or <c>dropped</c>.</summary>
    public required string State { get; set; }

    /// <summary>The last attempt may have arrived: nobody knows its outcome.</summary>
    public bool Uncertain { get; set; }

    /// <summary>Kept back because the hour's budget is used up.</summary>
    public bool Held { get; set; }

    /// <summary>The row whose message tells this one too.</summary>
    public long? MergedInto { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was added, or last sent again by hand: how long it is tried counts from here.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A row of <c>delivery</c>: one attempt. Written when it begins and once more when it ends.</summary>
internal sealed class DeliveryRow
{
    public long Id { get; set; }

    public long OutboxId { get; set; }

    public int ChannelId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null while it goes on, and for ever when the server ended before it.</summary>
    public long? DurationMs { get; set; }

    /// <summary><c>sending</c>, <c>delivered</c>, <c>refused</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public required string Outcome { get; set; }

    /// <summary>The receiver's own words, without secrets.</summary>
    public required string Words { get; set; }
}

/// <summary>A row of <c>channel_thread</c>: which message of a channel began a thread.</summary>
internal sealed class ChannelThreadRow
{
    public int ChannelId { get; set; }

    public required string Thread { get; set; }

    /// <summary>The channel's own name of that message.</summary>
    public required string MessageId { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>A row of <c>setting</c>: what is set for the whole server in the dashboard, encrypted.</summary>
internal sealed class SettingRow
{
    public required string Name { get; set; }

    public required string Value { get; set; }
}
