using BotPerf.Web.Live;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Reads an instance's sealed and open minutes as one: minutes move from memory to the database all the time, and an answer
/// counts only if none moved while it was made. So nothing is counted twice and nothing missed.
/// </summary>
internal static class StillReading
{
    private const int Attempts = 5;

    /// <param name="instance">Whose minutes are read.</param>
    /// <param name="read">Makes the answer; may be called again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static T Of<T>(LiveInstance instance, Func<T> read, CancellationToken cancellationToken) =>
        Of(() => instance.Seals.Version is var version && version % 2 == 0 ? version : null, _ => read(), cancellationToken);

    /// <param name="version">Changes whenever sealed minutes do; null while some move.</param>
    /// <param name="read">Makes the answer of a version; may be called again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static T Of<T>(Func<long?> version, Func<long, T> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (version() is { } before)
            {
                var answer = read(before);
                if (version() == before)
                    return answer;
            }

            if (attempt == Attempts)
                throw new InvalidOperationException("The minutes moved faster than they could be read. Try again.");
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20 * attempt));
        }
    }
}
