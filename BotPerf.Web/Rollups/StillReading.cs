using System.Diagnostics;
using BotPerf.Web.Live;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Reads an instance's sealed and open minutes as one: minutes move from memory to the database all the time, and an answer
/// counts only if none moved while it was made. So nothing is counted twice and nothing missed.
/// </summary>
internal static class StillReading
{
    private const int LongestPauseMs = 100;

    // A commit on a slow disk takes a second or two.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

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
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (version() is { } before)
            {
                var answer = read(before);
                if (version() == before)
                    return answer;
            }

            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new ReadsBusyException("The storage is busy writing what bots send.");
            cancellationToken.WaitHandle.WaitOne(Math.Min(LongestPauseMs, 20 * attempt));
        }
    }
}
