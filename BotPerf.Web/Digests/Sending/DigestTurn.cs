using BotPerf.Web.Rollups;

namespace BotPerf.Web.Digests.Sending;

/// <summary>
/// Lets one digest be made at a time, for letters and previews alike: one of five hundred bots reads long histories for
/// seconds, and the pages want to be read meanwhile.
/// </summary>
internal sealed class DigestTurn(TimeProvider time) : IDisposable
{
    /// <summary>Of somebody who looks on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <param name="make">What is done when it is one's turn.</param>
    /// <param name="patience">How long one waits for it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadsBusyException">Others were made all the time.</exception>
    public async Task<T> TakeAsync<T>(Func<Task<T>> make, TimeSpan patience, CancellationToken cancellationToken)
    {
        using (var over = new CancellationTokenSource(patience, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken))
        {
            try
            {
                await _one.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ReadsBusyException("Other digests are being made.");
            }
        }

        try
        {
            return await make();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
