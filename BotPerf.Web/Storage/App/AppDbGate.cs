namespace BotPerf.Web.Storage.App;

/// <summary>
/// One writer at a time for botperf.db. SQLite before 3.51.3 can damage a write-ahead log that two connections write or
/// checkpoint at once, and two writers stall each other for seconds anyway.
/// </summary>
internal sealed class AppDbGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task<Pass> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Pass(_gate);
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Dispose it to let the next one in.</summary>
    internal readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
