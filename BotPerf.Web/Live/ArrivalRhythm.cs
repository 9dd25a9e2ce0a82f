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
        LastUs = Math.Max(LastUs, receivedUs);
    }

    public Freshness At(long nowUs)
    {
        var age = (nowUs - LastUs) / MicrosPerSecond;
        if (age <= Math.Max(5, 3 * _gapSeconds))
            return Freshness.Live;

        return age <= Math.Max(30, 5 * _gapSeconds) ? Freshness.Late : Freshness.Offline;
    }
}
