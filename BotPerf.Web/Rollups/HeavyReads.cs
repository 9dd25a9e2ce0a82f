namespace BotPerf.Web.Rollups;

/// <summary>
/// Lets in a few at a time of those reads that hold much in memory while they are made. The others wait: each has a budget,
/// and together they must not have as many as there are callers.
/// </summary>
internal sealed class HeavyReads(TimeProvider time) : IDisposable
{
    public const int AtOnce = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _room = new(AtOnce, AtOnce);

    /// <exception cref="ReadsBusyException">Others were read all the time.</exception>
    public async Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            return await Task.Run(read, cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _room.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReadsBusyException("Other long histories are being read.");
        }
    }
}
