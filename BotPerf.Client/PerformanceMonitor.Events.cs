using BotPerf.Client.Alerting;
using BotPerf.Client.Events;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client;

// Events of calls are raised inside the call, on its thread, so handlers have to be quick; all others beside the recording.
public sealed partial class PerformanceMonitor
{
    private readonly MonitorEvents _events;
    private readonly EventWorker _eventWorker;
    private Task _handlers = Task.CompletedTask;
    private EventHandler<CollectionChanged>? _collectionStarted;
    private bool _collecting;

    /// <summary>
    /// Collection began: with the monitor, or when the dashboard switched it on again. Who subscribes later is told at once. [000]
    /// </summary>
    public event EventHandler<CollectionChanged>? CollectionStarted
    {
        add
        {
            bool collecting;
            lock (_gate)
            {
                _collectionStarted += value;
                collecting = _collecting;
            }

            if (collecting)
                _events.Raise(value, new CollectionChanged(_recorder.Time.GetUtcNow(), "start"));
        }
        remove
        {
            lock (_gate)
                _collectionStarted -= value;
        }
    }

    /// <summary>Collection ended: with the monitor, or because the dashboard switched it off. [000]</summary>
    public event EventHandler<CollectionChanged>? CollectionStopped;

    /// <summary>Memory was measured; at most once a frame. [000]</summary>
    public event EventHandler<MemoryMeasured>? MemoryMetrics;

    /// <summary>The process's CPU was measured; at most once a frame. [000]</summary>
    public event EventHandler<CpuMeasured>? CpuMetrics;

    /// <summary>
    /// A command has ended. Raised inside the call that ends it: be quick. What a handler throws is logged and harms
    /// nothing. So for the next three. [000]
    /// </summary>
    public event EventHandler<CommandExecuted>? CommandExecution
    {
        add => _events.CommandExecution += value;
        remove => _events.CommandExecution -= value;
    }

    /// <summary>A message was processed. [000]</summary>
    public event EventHandler<MessageProcessed>? MessageProcessing
    {
        add => _events.MessageProcessing += value;
        remove => _events.MessageProcessing -= value;
    }

    /// <summary>A query has ended. [000]</summary>
    public event EventHandler<DatabaseQueried>? DatabaseQuery
    {
        add => _events.DatabaseQuery += value;
        remove => _events.DatabaseQuery -= value;
    }

    /// <summary>A latency was measured. [000]</summary>
    public event EventHandler<LatencyMeasured>? WebsocketLatency
    {
        add => _events.WebsocketLatency += value;
        remove => _events.WebsocketLatency -= value;
    }

    private void CollectionChanges(bool collecting, string reason)
    {
        lock (_gate)
        {
            if (_collecting == collecting)
                return;
            _collecting = collecting;
            var handlers = collecting ? _collectionStarted : CollectionStopped;
            var change = new CollectionChanged(_recorder.Time.GetUtcNow(), reason);
            _eventWorker.Post(() => _events.Raise(handlers, change));
        }
    }

    private void RaiseMeasured(IntervalFigures figures)
    {
        var (heap, rss) = (figures.Last(MetricNames.HeapBytes), figures.Last(MetricNames.RssBytes));
        if (heap is not null || rss is not null)
            _events.Raise(MemoryMetrics, new MemoryMeasured(figures.End, heap, rss));
        if (figures.Last(MetricNames.CpuPercent) is { } cpu)
            _events.Raise(CpuMetrics, new CpuMeasured(figures.End, cpu));
    }
}
