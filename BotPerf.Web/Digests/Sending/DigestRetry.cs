using BotPerf.Web.Delivery;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>When a digest that did not go out is tried again, and when it is given up. Pure.</summary>
internal static class DigestRetry
{
    /// <summary>
    /// Attempts that nobody knows the end of: a mail server that takes letters and answers too late takes each of them.
    /// </summary>
    public const int MostUnsure = 3;

    /// <summary>A mail server that did not answer has more to do than to answer again at once.</summary>
    private static readonly TimeSpan s_whenUnsure = TimeSpan.FromHours(1);

    /// <param name="row">With its attempts so far, this one included.</param>
    /// <param name="result">What came of this one.</param>
    /// <param name="now">The present.</param>
    /// <param name="chance">0 to 1.</param>
    /// <returns>Null: it is given up.</returns>
    public static DateTimeOffset? Next(DigestRow row, SendResult result, DateTimeOffset now, double chance)
    {
        if (result.Outcome == SendOutcome.Refused || row.Unsure >= MostUnsure || RetryPlan.IsGivenUp(row.Attempts, row.CreatedAt, now))
            return null;

        var delay = RetryPlan.Delay(row.Attempts, result.RetryAfter, chance);
        return now + (result.Outcome == SendOutcome.Unknown && delay < s_whenUnsure ? s_whenUnsure : delay);
    }

    /// <summary>Of what could not be made: on a full minute, so that those who get the same go on getting it read once.</summary>
    /// <param name="row">With its attempts so far, this one included.</param>
    /// <param name="now">The present.</param>
    /// <returns>Null: it is given up.</returns>
    public static DateTimeOffset? NextMaking(DigestRow row, DateTimeOffset now)
    {
        if (RetryPlan.IsGivenUp(row.Attempts, row.CreatedAt, now))
            return null;

        var next = now + RetryPlan.Delay(row.Attempts, null, 0.5);
        return next.AddTicks((TimeSpan.TicksPerMinute - (next.UtcTicks % TimeSpan.TicksPerMinute)) % TimeSpan.TicksPerMinute);
    }
}
