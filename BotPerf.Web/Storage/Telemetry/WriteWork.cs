namespace BotPerf.Web.Storage.Telemetry;

/// <summary>Something that is written to telemetry.db. All members run on the writer's one thread of control.</summary>
internal abstract class WriteWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the work is durable and what follows from it has been done; fails when it could not be written.</summary>
    public Task Done => _done.Task;

    /// <summary>When it was handed in; a timestamp of the monotonic clock.</summary>
    internal long EnqueuedAt { get; set; }

    /// <summary>Bytes that wait in memory until it is written.</summary>
    public virtual long Size => 0;

    /// <summary>Runs in a transaction of its own, after everything before it was committed and followed up.</summary>
    public virtual bool IsExclusive => false;

    /// <summary>Writes. May run twice: a group that fails as a whole is taken back and tried one by one.</summary>
    public abstract void Execute(TelemetryStatements statements);

    /// <summary>Durable: memory may follow.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>Nothing of it was written: memory goes back to where it was.</summary>
    public virtual void RolledBack()
    {
    }

    internal void Complete() => _done.TrySetResult();

    internal void Fail(Exception error) => _done.TrySetException(error);
}
