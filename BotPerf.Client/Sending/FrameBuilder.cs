using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Google.Protobuf;

namespace BotPerf.Client.Sending;

/// <summary>How timestamps become the frame's times, and what of a command's origin may leave the bot.</summary>
/// <param name="End">The interval's end on the monotonic clock.</param>
/// <param name="TicksPerSecond">Of the monotonic clock.</param>
internal sealed record FrameContext(long End, long TicksPerSecond, Privacy Privacy)
{
    public long Microseconds(long ticks) => (long)((Int128)ticks * 1_000_000 / TicksPerSecond);
}

/// <summary>The columns of one part of an interval, and what is in them.</summary>
internal sealed record FrameColumns(byte[] Bytes, int SeriesEnd, long Executions, long Samples);

/// <summary>
/// Makes an interval into columns. Pure. What does not fit into one frame becomes several: a sketch stands in one of them
/// only, so that merging them all gives the interval again.
/// </summary>
internal sealed class FrameBuilder(FrameContext context)
{
    /// <summary>Where a frame is full. The rest of the limit is for definitions, losses and lifecycle events.</summary>
    public const int TargetBytes = WireLimits.MaxFrameBytes * 3 / 4;

    private readonly List<FrameColumns> _parts = [];
    private Frame _frame = new();
    private ExecutionColumns? _executionColumns;
    private int _size;
    private int _seriesEnd;
    private long _executions;
    private long _samples;

    /// <summary>At least one part, also when nothing happened: a frame says that the bot lives.</summary>
    public static IReadOnlyList<FrameColumns> Build(RecordedInterval interval, FrameContext context)
    {
        var builder = new FrameBuilder(context);
        foreach (var counter in interval.Counters)
            builder.Add(counter);
        builder.AddGauges(interval.Gauges);
        foreach (var histogram in interval.Histograms)
            builder.Add(histogram);
        builder.AddExecutions(interval.Details);
        builder.Finish();
        return builder._parts;
    }

    private void Add(CounterSeries counter)
    {
        Reserve(14);
        var counters = _frame.Counters ??= new Counters();
        counters.Series.Add(Use(counter));
        counters.Delta.Add(counter.Interval);
    }

    private void AddGauges(IReadOnlyList<(GaugeSeries Series, GaugeReading Reading)> gauges)
    {
        foreach (var (series, reading) in gauges)
        {
            Reserve(30);
            var column = _frame.Gauges ??= new Gauges();
            column.Series.Add(Use(series));
            column.Last.Add(reading.Last);
            column.Min.Add(reading.Min);
            column.Max.Add(reading.Max);
        }
    }

    private void Add(HistogramSeries histogram)
    {
        var sketch = histogram.Interval;
        Reserve(32 + sketch.Keys.Length * 4);
        var column = _frame.Histograms ??= new Histograms();
        column.Series.Add(Use(histogram));
        column.Sum.Add(sketch.Sum);
        column.Min.Add(sketch.Min);
        column.Max.Add(sketch.Max);
        column.Bins.Add((uint)sketch.Keys.Length);

        var before = 0;
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            column.Key.Add((uint)(sketch.Keys[i] - before));
            column.Count.Add((ulong)sketch.Counts[i]);
            before = sketch.Keys[i];
        }

        if (ReferenceEquals(histogram.Identity.Name, Shared.Metrics.MetricNames.CommandDuration))
            _executions += sketch.Count;
        else
            _samples += sketch.Count;
    }

    private void AddExecutions(List<ExecutionDetail> details)
    {
        foreach (var detail in details)
        {
            _executionColumns ??= new ExecutionColumns(_frame, context);
            var cost = _executionColumns.CostOf(detail);
            if (_size > 0 && _size + cost > TargetBytes)
            {
                Finish();
                _executionColumns = new ExecutionColumns(_frame, context);
                cost = _executionColumns.CostOf(detail);
            }

            _size += cost;
            Use(detail.Series);
            _executionColumns.Add(detail);
        }
    }

    private uint Use(Series series) => Use(series.Number);

    private uint Use(int series)
    {
        _seriesEnd = Math.Max(_seriesEnd, series + 1);
        return (uint)series;
    }

    private void Reserve(int bytes)
    {
        if (_size > 0 && _size + bytes > TargetBytes)
            Finish();
        _size += bytes;
    }

    private void Finish()
    {
        _executionColumns?.Complete();
        _executionColumns = null;
        _parts.Add(new FrameColumns(_frame.ToByteArray(), _seriesEnd, _executions, _samples));
        _frame = new Frame();
        _size = 0;
        _seriesEnd = 0;
        _executions = 0;
        _samples = 0;
    }
}
