namespace BotPerf.Web.Scheduling;

/// <summary>A run that goes on, and the two who may end it early: a person and the server's own end.</summary>
internal sealed class ActiveRun(JobCause cause, string? by, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<JobRun> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = time.GetTimestamp();
    private volatile string? _cancelledBy;

    public JobCause Cause => cause;

    public string? By => by;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public JobProgress Progress { get; } = new();

    public CancellationToken Ended => _end.Token;

    /// <summary>Null while nobody wants it to end.</summary>
    public string? CancelledBy => _cancelledBy;

    public bool IsCancelling => _end.IsCancellationRequested;

    /// <summary>Completes with what the ledger says of it.</summary>
    public Task<JobRun> Over => _over.Task;

    /// <param name="who">The person; null: the server ends.</param>
    public void Cancel(string? who)
    {
        _cancelledBy = who;
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over in this moment.
        }
    }

    public void Complete(JobRun run) => _over.TrySetResult(run);

    public void Dispose() => _end.Dispose();
}
