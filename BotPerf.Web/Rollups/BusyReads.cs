namespace BotPerf.Web.Rollups;

/// <summary>Waits while others read long histories or a commit takes seconds: for whoever has no page before them, and is in no hurry.</summary>
/// <param name="MostWaits">So often it is tried again.</param>
/// <param name="Wait">How long each time.</param>
internal sealed record BusyReads(int MostWaits, TimeSpan Wait)
{
    /// <param name="read">Begun anew after each wait.</param>
    /// <param name="waiting">Called before each.</param>
    /// <param name="time">What it waits by.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadsBusyException">Nothing came of it after all the waits.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> read, Action waiting, TimeProvider time, CancellationToken cancellationToken)
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

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}}, Action, TimeProvider, CancellationToken)"/>
    public Task<T> RunAsync<T>(Func<Task<T>> read, TimeProvider time, CancellationToken cancellationToken) =>
        RunAsync(read, () => { }, time, cancellationToken);
}
