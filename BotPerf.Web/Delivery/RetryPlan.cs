namespace BotPerf.Web.Delivery;

/// <summary>When an attempt that failed is made again, and when it is given up. Pure.</summary>
internal static class RetryPlan
{
    /// <summary>A notice is worth nothing when it is older than that.</summary>
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(24);

    /// <summary>Never given up before so many attempts: the server itself may have been down for a day.</summary>
    public const int LeastAttempts = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>2 s, 4 s, 8 s … 15 min, each a fifth shorter or longer, so that many servers do not come back as one.</summary>
    /// <param name="attempts">How many were made; 1 after the first.</param>
    /// <param name="retryAfter">What the receiver asked for: never sooner.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Delay(int attempts, TimeSpan? retryAfter, double chance)
    {
        var plain = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 16));
        var delay = (plain < Longest ? plain : Longest) * (0.8 + (0.4 * chance));
        var asked = retryAfter is { } wanted && wanted < GivesUpAfter ? wanted : retryAfter is null ? TimeSpan.Zero : GivesUpAfter;
        return delay > asked ? delay : asked;
    }

    /// <param name="since">When it was added, or last sent again by hand.</param>
    public static bool IsGivenUp(int attempts, DateTimeOffset since, DateTimeOffset now) =>
        attempts >= LeastAttempts && now - since >= GivesUpAfter;
}
