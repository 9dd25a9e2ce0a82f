namespace BotPerf.Web.Rollups;

/// <summary>What commands did over a range: one of them, or several together. Durations in milliseconds.</summary>
public interface IUsage
{
    string Name { get; }
    long Count { get; }
    long Errors { get; }

    /// <summary>From 0 to 1.</summary>
    double ErrorRate { get; }

    /// <summary>Uses divided by the minutes of the range.</summary>
    double RatePerMinute { get; }
    double AvgMs { get; }
    double MinMs { get; }
    double MaxMs { get; }
    double P50Ms { get; }
    double P95Ms { get; }
    double P99Ms { get; }

    /// <summary>To the minute.</summary>
    DateTimeOffset LastUsed { get; }

    /// <summary>Acknowledged later than Discord allows; null when no time of acknowledgement is known.</summary>
    long? DeadlineMisses { get; }
}
