using System.Globalization;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>Heap, garbage collections, their pauses, and how long the thread pool lets work wait.</summary>
internal sealed class RuntimeCollector
{
    private readonly TimeProvider _time;
    private readonly GaugeSeries? _heap;
    private readonly GaugeSeries? _lag;
    private readonly CounterSeries? _pauses;
    private readonly CounterSeries?[] _collections;
    private readonly int[] _collected;
    private TimeSpan _paused = GC.GetTotalPauseDuration();

    public RuntimeCollector(SeriesRegistry series, TimeProvider time)
    {
        _time = time;
        _heap = series.Gauge(MetricNames.HeapBytes, "B", holds: false).Series;
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
    }

    public void Measure()
    {
        _heap?.Set(GC.GetTotalMemory(forceFullCollection: false));
        MeasurePauses();
        MeasureLag();
        for (var generation = 0; generation < _collections.Length; generation++)
        {
            var count = GC.CollectionCount(generation);
            _collections[generation]?.Add(count - _collected[generation]);
            _collected[generation] = count;
        }
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
