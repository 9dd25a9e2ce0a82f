namespace BotPerf.Client;

/// <summary>
/// When healers run by themselves. Figures are looked at every 30 seconds; a healer runs after so many looks in a row over
/// its threshold, then not again for a while. Requests from the dashboard need none of this. [004]
/// </summary>
public sealed class HealingOptions
{
    /// <summary>Lets thresholds start healers. Default: false, as a compacting collection pauses the bot.</summary>
    public bool Automatic { get; set; }

    /// <summary>Starts <c>memory</c>: bytes of the managed heap, more than 0. Null: never. Default: 500 MiB.</summary>
    public double? MemoryHeap { get; set; } = 500.0 * 1024 * 1024;

    /// <summary>
    /// Starts <c>error_rate</c>: percent of the commands that failed, of at least 20 in the 30 seconds; above 0, at most 100.
    /// Null: never. Default: 5.
    /// </summary>
    public double? ErrorRate { get; set; } = 5;

    /// <summary>Starts <c>response_time</c>: the commands' 95th percentile in milliseconds, more than 0. Null: never. Default: 5,000.</summary>
    public double? ResponseTime { get; set; } = 5_000;

    /// <summary>
    /// Starts <c>api_health</c>: percent of the calls to other services that failed, of at least 5 in the 30 seconds; above
    /// 0, at most 100. Null: never. Default: 50.
    /// </summary>
    public double? ApiErrorRate { get; set; } = 50;

    /// <summary>Looks in a row that must be over the threshold, 1 to 100. Default: 3.</summary>
    public int ConsecutiveBreaches { get; set; } = 3;

    /// <summary>How long a healer rests after a run, 10 seconds to 1 day. Default: 5 minutes.</summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromMinutes(5);

    internal HealingOptions Copy() => (HealingOptions)MemberwiseClone();
}
