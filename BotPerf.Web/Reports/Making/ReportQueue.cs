using System.Collections.Concurrent;
using System.Threading.Channels;
using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Reports.Making;

/// <summary>Reports that are to be made, one after the other, and how far the one at hand is.</summary>
internal sealed class ReportQueue
{
    private readonly Channel<int> _waiting = Channel.CreateUnbounded<int>();
    private readonly ConcurrentDictionary<int, Run> _running = [];

    public void Add(int id) => _waiting.Writer.TryWrite(id);

    public IAsyncEnumerable<int> ReadAsync(CancellationToken cancellationToken) => _waiting.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Null: it is not being made.</summary>
    public JobStep? StepOf(int id) => _running.TryGetValue(id, out var run) ? run.Progress.Now : null;

    /// <summary>Tells it to end; false when it is not being made.</summary>
    public bool Cancel(int id)
    {
        if (!_running.TryGetValue(id, out var run))
            return false;
        try
        {
            run.End.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over in this moment.
        }

        return true;
    }

    public Run Begin(int id, CancellationToken stopping) => _running[id] = new Run(CancellationTokenSource.CreateLinkedTokenSource(stopping));

    public void End(int id)
    {
        if (_running.TryRemove(id, out var run))
            run.End.Dispose();
    }

    internal sealed record Run(CancellationTokenSource End)
    {
        public JobProgress Progress { get; } = new();
    }
}
