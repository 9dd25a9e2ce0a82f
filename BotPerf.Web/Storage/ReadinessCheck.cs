namespace BotPerf.Web.Storage;

/// <summary>A store that has to take writes while the server calls itself ready.</summary>
internal sealed record ReadinessCheck(string Name, Func<CancellationToken, Task<bool>> TakesWritesAsync)
{
    /// <summary>Whether it takes writes, said in time: one that does not answer takes none.</summary>
    public async Task<bool> AnswersAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(patience);
        try
        {
            return await TakesWritesAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
