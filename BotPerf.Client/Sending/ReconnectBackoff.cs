namespace BotPerf.Client.Sending;

/// <summary>
/// How long to wait before the next attempt to connect: exponential with full jitter, so that a thousand bots do not come
/// back in the same second. Endless. Pure: the caller waits, and brings the chance.
/// </summary>
/// <param name="Failures">Attempts that failed since the last success.</param>
internal readonly record struct ReconnectBackoff(int Failures)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The server said no to the key: asking often helps nobody.</summary>
    public static readonly TimeSpan Refused = TimeSpan.FromSeconds(30);

    public ReconnectBackoff AfterFailure() => new(Failures + 1);

    public ReconnectBackoff AfterSuccess() => default;

    /// <param name="chance">From 0 to 1.</param>
    /// <param name="refused">The server answered 401 or 403.</param>
    public TimeSpan Delay(double chance, bool refused = false)
    {
        if (refused)
            return Refused + Refused * chance;

        // 2^5 seconds is beyond the longest already.
        var ceiling = First * Math.Pow(2, Math.Clamp(Failures - 1, 0, 5));
        return (ceiling < Longest ? ceiling : Longest) * chance;
    }
}
