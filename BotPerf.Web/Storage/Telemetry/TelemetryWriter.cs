using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// The one writer of telemetry.db. Work that waits is committed as a group, so that a thousand frames cost one fsync; the
/// longer a commit takes, the larger the next group. Memory follows a commit in the order of the commits.
/// </summary>
internal sealed class TelemetryWriter(TelemetryDatabase database, ILogger<TelemetryWriter> logger) : BackgroundService
{
    // A group's end: enough to share the fsync widely, little enough that nobody waits long for his answer.
    private const int GroupLimit = 512;

    private readonly Channel<WriteWork> _queue = Channel.CreateUnbounded<WriteWork>(
        new UnboundedChannelOptions { SingleReader = true });

    private int _waiting;
    private long _waitingBytes;

    /// <summary>Work that was handed in and is not yet durable. Ingest answers "later" when it grows too long.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Their bytes.</summary>
    public long WaitingBytes => Volatile.Read(ref _waitingBytes);

    /// <summary>How long the first of each group waited until it was durable.</summary>
    public WriteDelays Delays { get; } = new();

    /// <summary>False once the database refused a write, true again after the next that succeeds.</summary>
    public bool IsHealthy { get; private set; } = true;

    public void Enqueue(WriteWork work)
    {
        work.EnqueuedAt = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        Interlocked.Add(ref _waitingBytes, work.Size);
        if (!_queue.Writer.TryWrite(work))
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Add(ref _waitingBytes, -work.Size);
            work.Fail(new InvalidOperationException("The server is shutting down."));
        }
    }

    public Task WriteAsync(WriteWork work)
    {
        Enqueue(work);
        return work.Done;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);

        // Stopped before it had begun, or ended by an error: whoever still waits is told.
        if (ExecuteTask is null or { IsCompleted: true })
        {
            while (_queue.Reader.TryRead(out var left))
                left.Fail(new InvalidOperationException("The server is shutting down."));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var connection = database.OpenWriter();
        using var statements = new TelemetryStatements(connection);
        await using var stop = stoppingToken.Register(() => _queue.Writer.TryComplete());

        var group = new List<WriteWork>(GroupLimit);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (Take(group))
            {
                if (!TryWrite(statements, group))
                    OneByOne(statements, group);
                Interlocked.Add(ref _waiting, -group.Count);
                Interlocked.Add(ref _waitingBytes, -group.Sum(work => work.Size));
                group.Clear();
            }
        }
    }

    private bool Take(List<WriteWork> group)
    {
        while (group.Count < GroupLimit && _queue.Reader.TryPeek(out var next))
        {
            if (next.IsExclusive && group.Count > 0)
                break;

            _queue.Reader.TryRead(out _);
            group.Add(next);
            if (next.IsExclusive)
                break;
        }

        return group.Count > 0;
    }

    private bool TryWrite(TelemetryStatements statements, List<WriteWork> group)
    {
        try
        {
            using (var transaction = statements.Begin())
            {
                foreach (var work in group)
                    work.Execute(statements);
                transaction.Commit();
            }
        }
        catch (Exception error)
        {
            for (var i = group.Count - 1; i >= 0; i--)
                group[i].RolledBack();
            if (group.Count == 1)
            {
                IsHealthy = error is not SqliteException;
                StorageLog.WriteFailed(logger, error);
                group[0].Fail(error);
            }

            return group.Count == 1;
        }

        IsHealthy = true;
        Delays.Add(Stopwatch.GetElapsedTime(group[0].EnqueuedAt));
        foreach (var work in group)
        {
            work.Committed();
            work.Complete();
        }

        return true;
    }

    // One piece of work that cannot be written must not cost the others of its group.
    private void OneByOne(TelemetryStatements statements, List<WriteWork> group)
    {
        var single = new List<WriteWork>(1);
        foreach (var work in group)
        {
            single.Clear();
            single.Add(work);
            TryWrite(statements, single);
        }
    }
}
