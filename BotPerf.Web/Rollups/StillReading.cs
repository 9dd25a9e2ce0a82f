using System.Diagnostics;
using BotPerf.Web.Live;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Takes an instance's sealed and open minutes at one moment: minutes move from memory to the database all the time, and
/// what was taken counts only if none moved meanwhile. So nothing is counted twice and nothing missed. Taking lasts for
/// microseconds; what is read of it afterwards may take as long as it likes, however many minutes are sealed meanwhile.
/// </summary>
internal static class StillReading
{
    private const int LongestPauseMs = 100;

    // A commit on a slow disk takes a second or two.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <param name="instance">Whose minutes are read.</param>
    /// <param name="sealedMinutes">Opens a view of the database that stays as it is; the caller's to dispose.</param>
    /// <param name="openMinutes">Copies what is wanted from memory; called with the instance's gate held.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadsBusyException">A commit took seconds.</exception>
    public static (TSealed Sealed, TOpen Open) Of<TSealed, TOpen>(
        LiveInstance instance, Func<TSealed> sealedMinutes, Func<TOpen> openMinutes, CancellationToken cancellationToken)
        where TSealed : IDisposable
    {
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (instance.Seals.Version is var version && version % 2 == 0)
            {
                var view = sealedMinutes();
                var copy = Copy(instance, view, openMinutes);
                if (instance.Seals.Version == version)
                    return (view, copy);
                view.Dispose();
            }

            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new ReadsBusyException("The storage is busy writing what bots send.");
            cancellationToken.WaitHandle.WaitOne(Math.Min(LongestPauseMs, 5 * attempt));
        }
    }

    private static TOpen Copy<TSealed, TOpen>(LiveInstance instance, TSealed view, Func<TOpen> openMinutes)
        where TSealed : IDisposable
    {
        try
        {
            lock (instance.Gate)
                return openMinutes();
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }
}
