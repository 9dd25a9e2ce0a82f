using System.Globalization;
using System.Runtime.ExceptionServices;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>Heap, garbage collections, their pauses, how long the thread pool lets work wait, locks and exceptions.</summary>
internal sealed class RuntimeCollector : IMeasuring
{
    // Of the container or the machine: it hardly ever changes, and asking allocates.
    private const int LimitEvery = 30;

    private readonly TimeProvider _time;
    private readonly GaugeSeries? _heap;
    private readonly GaugeSeries? _limit;
    private readonly GaugeSeries? _lag;
    private readonly GaugeSeries? _poolThreads;
    private readonly GaugeSeries? _poolQueue;
    private readonly CounterSeries? _contentions;
    private readonly CounterSeries? _exceptions;
    private readonly CounterSeries? _pauses;
    private readonly CounterSeries?[] _collections;
    private readonly int[] _collected;
    private TimeSpan _paused = GC.GetTotalPauseDuration();
    private long _contended = Monitor.LockContentionCount;
    private long _thrown;
    private int _measured;

    public RuntimeCollector(SeriesRegistry series, TimeProvider time)
    {
        _time = time;
        _heap = series.Gauge(MetricNames.HeapBytes, "B", holds: false).Series;
        _limit = series.Gauge(MetricNames.MemoryLimit, "B", holds: false).Series;
        _poolThreads = series.Gauge(MetricNames.PoolThreads, "", holds: false).Series;
        _poolQueue = series.Gauge(MetricNames.PoolQueue, "", holds: false).Series;
        _contentions = series.Counter(MetricNames.LockContentions, "").Series;
        _exceptions = series.Counter(MetricNames.Exceptions, "").Series;
        _lag = series.Gauge(MetricNames.EventLoopLag, "s", holds: false).Series;
        _pauses = series.Counter(MetricNames.GcPause, "s").Series;
        _collections = new CounterSeries?[GC.MaxGeneration + 1];
        _collected = new int[_collections.Length];
        for (var generation = 0; generation < _collections.Length; generation++)
        {
            var label = generation.ToString(CultureInfo.InvariantCulture);
            _collections[generation] = series.Counter(MetricNames.GcCollections, "", LabelNames.Generation, label).Series;
            _collected[generation] = GC.CollectionCount(generation);
        }

        AppDomain.CurrentDomain.FirstChanceException += CountException;
    }

    public void Measure()
    {
        _heap?.Set(GC.GetTotalMemory(forceFullCollection: false));
        if (_measured++ % LimitEvery == 0)
            _limit?.Set(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        _poolThreads?.Set(ThreadPool.ThreadCount);
        _poolQueue?.Set(ThreadPool.PendingWorkItemCount);
        _exceptions?.Add(Interlocked.Exchange(ref _thrown, 0));
        MeasurePauses();
        MeasureContentions();
        MeasureLag();
        for (var generation = 0; generation < _collections.Length; generation++)
        {
            var count = GC.CollectionCount(generation);
            _collections[generation]?.Add(count - _collected[generation]);
            _collected[generation] = count;
        }
    }

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= CountException;

    // Also those that are caught: a bot that throws thousands a second is slow for it.
    private void CountException(object? sender, FirstChanceExceptionEventArgs thrown) => Interlocked.Increment(ref _thrown);

    private void MeasureContentions()
    {
        var contended = Monitor.LockContentionCount;
        _contentions?.Add(contended - _contended);
        _contended = contended;
    }

    private void MeasurePauses()
    {
        var paused = GC.GetTotalPauseDuration();
        _pauses?.Add((paused - _paused).TotalSeconds);
        _paused = paused;
    }

    /// <summary>
    /// What event-loop lag is to Node: a piece of work is put at the end of the pool's queue, and says when its turn came.
    /// </summary>
    private void MeasureLag()
    {
        var queued = _time.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(
            static state => state.Collector._lag?.Set(state.Collector._time.GetElapsedTime(state.Queued).TotalSeconds),
            (Collector: this, Queued: queued), preferLocal: false);
    }
}
