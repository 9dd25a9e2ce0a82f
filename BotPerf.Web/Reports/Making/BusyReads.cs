using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports.Making;

/// <summary>Waits while others read long histories or a commit takes seconds: a report is in no hurry.</summary>
internal static class BusyReads
{
    public const int MostWaits = 20;

    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    /// <param name="read">Begun anew after each wait.</param>
    /// <param name="waiting">Called before each.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadsBusyException">Nothing came of it after all the waits.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> read, Action waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await read();
            }
            catch (ReadsBusyException) when (waits < MostWaits)
            {
                waiting();
                await Task.Delay(Wait, time, cancellationToken);
            }
        }
    }
}
