namespace BotPerf.Web.Bots;

/// <summary>How long is kept what one bot sends. Null: as the server keeps it of every bot.</summary>
/// <param name="MinuteDays">Days that roll-ups by the minute are kept, 1 to 3,660.</param>
/// <param name="HourDays">Days that roll-ups by the hour are kept, 31 to 3,660; those by the day are kept for ever.</param>
/// <param name="ExecutionDays">Days that single executions and errors are kept, 1 to 3,660.</param>
/// <param name="MaxBytes">What all of it may take, from 10 MiB; the oldest goes first.</param>
public sealed record BotRetention(int? MinuteDays, int? HourDays, int? ExecutionDays, long? MaxBytes)
{
    public static readonly BotRetention None = new(null, null, null, null);
}

/// <summary>What is kept of a bot. Days; bytes, null for no limit.</summary>
internal sealed record KeepRule(int MinuteDays, int HourDays, int ExecutionDays, long? MaxBytes)
{
    public const int LeastDays = 1;

    /// <summary>What comes late may be a fortnight old, and belongs to an hour.</summary>
    public const int LeastHourDays = 31;

    public const int MostDays = 3_660;
    public const long LeastBytes = 10 * 1024 * 1024;

    /// <summary>The rule of one bot, where this is the server's.</summary>
    public KeepRule With(BotRetention own) => new(
        own.MinuteDays ?? MinuteDays, own.HourDays ?? HourDays, own.ExecutionDays ?? ExecutionDays, own.MaxBytes ?? MaxBytes);
}
