namespace BotPerf.Web.Live;

/// <summary>
/// How often an instance sends, learnt from its frames, so that "late" means late for this bot: the SDK sends every
/// second, a script of somebody's own perhaps every minute.
/// </summary>
internal sealed class ArrivalRhythm(long lastUs)
{
    private const double MicrosPerSecond = 1e6;
    private const double LongestSeconds = 60;
    private const double Smoothing = 0.2;

    // Before two frames have come, the SDK's interval is assumed.
    private double _gapSeconds = 1;

    /// <summary>When the server last received a frame, Unix microseconds.</summary>
    public long LastUs { get; private set; } = lastUs;

    public void Arrived(long receivedUs)
    {
        var gap = (receivedUs - LastUs) / MicrosPerSecond;
        // A replay after an outage comes all at once and an outage is one long gap: neither is the bot's rhythm.
        if (gap is > 0.2 and < LongestSeconds * 2)
            _gapSeconds += Smoothing * (Math.Min(gap, LongestSeconds) - _gapSeconds);
        LastUs = receivedUs;
    }

    /// <summary>A gauge that was not told again in this time is no longer true: the SDK repeats a kept value every minute.</summary>
    public TimeSpan GaugeAge => TimeSpan.FromSeconds(Math.Max(130, 3 * _gapSeconds));

    /// <param name="nowUs">Unix time in microseconds.</param>
    /// <param name="told">The interval it was told to keep; before it is learnt, silence that long is not lateness.</param>
    public Freshness At(long nowUs, TimeSpan told = default)
    {
        var gapSeconds = Math.Max(_gapSeconds, told.TotalSeconds);
        // A last frame in the future means that the server's clock was set back: its age is unknown, and not small.
        var age = Math.Abs(nowUs - LastUs) / MicrosPerSecond;
        if (age <= Math.Max(5, 3 * gapSeconds))
            return Freshness.Live;

        return age <= Math.Max(30, 5 * gapSeconds) ? Freshness.Late : Freshness.Offline;
    }
}
