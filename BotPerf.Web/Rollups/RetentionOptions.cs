using System.ComponentModel.DataAnnotations;
using BotPerf.Web.Bots;

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

    /// <summary>Days that the scores of health are kept.</summary>
    [Range(KeepRule.LeastHourDays, KeepRule.MostDays)]
    public int HealthDays { get; set; } = 90;

    /// <summary>Bytes that all of one bot may take; what is oldest goes first. Null: no limit.</summary>
    [Range(KeepRule.LeastBytes, long.MaxValue)]
    public long? MaxBytesPerBot { get; set; }

    public KeepRule Rule => new(MinuteDays, HourDays, ExecutionDays, MaxBytesPerBot);
}
