namespace BotPerf.Web.Storage.App;

/// <summary>A service level that somebody has set for bots, or for one, or for one of its commands.</summary>
internal sealed class TargetRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Null: every bot.</summary>
    public int? BotId { get; set; }

    /// <summary>Null: all commands.</summary>
    public string? Command { get; set; }

    public required string Kind { get; set; }

    /// <summary>Of the kinds that are about time.</summary>
    public double? ThresholdSeconds { get; set; }

    /// <summary>The share that is to be good, below 1.</summary>
    public double Objective { get; set; }

    public int Days { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
