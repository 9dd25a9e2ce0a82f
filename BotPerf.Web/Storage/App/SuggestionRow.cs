namespace BotPerf.Web.Storage.App;

/// <summary>A suggestion of what to change about a bot, from its first sight to its verdict.</summary>
internal sealed class SuggestionRow
{
    public int Id { get; set; }

    public int BotId { get; set; }

    /// <summary>The rule that found it.</summary>
    public required string Kind { get; set; }

    /// <summary>What of the bot it is about; empty: the whole bot.</summary>
    public required string Target { get; set; }

    /// <summary>Bot, kind and target while no other may be made of them; null when it is over.</summary>
    public string? OpenKey { get; set; }

    public required string State { get; set; }

    /// <summary>The figure that it was found by, as it was last measured.</summary>
    public double Value { get; set; }

    public long Samples { get; set; }

    public int Confidence { get; set; }

    /// <summary>Evidence, what may be gained and a hint, JSON.</summary>
    public required string Details { get; set; }

    /// <summary>What was measured last, the end exclusive.</summary>
    public DateTimeOffset MeasuredFrom { get; set; }

    public DateTimeOffset MeasuredTo { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>How often it came back by itself.</summary>
    public int Reopened { get; set; }

    public DateTimeOffset? ActedAt { get; set; }

    public string? ActedBy { get; set; }

    /// <summary>Why it was dismissed, or what was done.</summary>
    public string? Reason { get; set; }

    /// <summary>The figure when somebody dismissed it.</summary>
    public double? ActedValue { get; set; }

    public DateTimeOffset? SnoozedUntil { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether what was done helped; null: not known yet.</summary>
    public string? Verdict { get; set; }

    /// <summary>When there may be a verdict.</summary>
    public DateTimeOffset? VerdictAt { get; set; }

    /// <summary>How long before and after are measured.</summary>
    public int? VerdictHours { get; set; }

    public double? BeforeValue { get; set; }

    public long? BeforeSamples { get; set; }

    public double? AfterValue { get; set; }

    public long? AfterSamples { get; set; }

    /// <summary>Counts its changes, so that of two writers one is refused.</summary>
    public int Revision { get; set; }
}
