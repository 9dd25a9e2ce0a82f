using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Rollups;

/// <summary>How long is kept what bots sent; for bots that have no setting of their own. Section <c>Retention</c>.</summary>
internal sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Days that roll-ups by the minute are kept.</summary>
    [Range(KeepRule.LeastDays, KeepRule.MostDays)]
    public int MinuteDays { get; set; } = 14;

    /// <summary>Days that roll-ups by the hour are kept; those by the day are kept for ever.</summary>
    [Range(KeepRule.LeastHourDays, KeepRule.MostDays)]
    public int HourDays { get; set; } = 400;

    /// <summary>Days that single executions and errors are kept; the last hundred of each command always are.</summary>
    [Range(KeepRule.LeastDays, KeepRule.MostDays)]
    public int ExecutionDays { get; set; } = 7;

    /// <summary>Bytes that all of one bot may take; what is oldest goes first. Null: no limit.</summary>
    [Range(KeepRule.LeastBytes, long.MaxValue)]
    public long? MaxBytesPerBot { get; set; }

    public KeepRule Rule => new(MinuteDays, HourDays, ExecutionDays, MaxBytesPerBot);
}

/// <summary>What is kept of one bot. Days; bytes.</summary>
/// <param name="MinuteDays">From <see cref="LeastDays"/> to <see cref="MostDays"/>.</param>
/// <param name="HourDays">From <see cref="LeastHourDays"/>: what comes late may be a fortnight old, and belongs to an hour.</param>
/// <param name="ExecutionDays">Like <paramref name="MinuteDays"/>.</param>
/// <param name="MaxBytes">From <see cref="LeastBytes"/>; null: no limit.</param>
internal sealed record KeepRule(int MinuteDays, int HourDays, int ExecutionDays, long? MaxBytes)
{
    public const int LeastDays = 1;
    public const int LeastHourDays = 31;
    public const int MostDays = 3_660;
    public const long LeastBytes = 10 * 1024 * 1024;
}
