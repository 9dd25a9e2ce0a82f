using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// What one series did in a span of time. Of a counter: the increase. Of a gauge: last, minimum, maximum and the average
/// of its samples. Of a histogram: the sketch. Aggregates of disjoint spans or of several instances merge by addition.
/// </summary>
internal sealed class SeriesAggregate
{
    private Sketch? _sketch;
    private StoredSketch? _stored;

    private SeriesAggregate(SeriesKind kind, Sketch? sketch)
    {
        Kind = kind;
        _sketch = sketch;
    }

    public SeriesKind Kind { get; }

    /// <summary>Of a histogram; null for the others.</summary>
    public Sketch? Sketch
    {
        get
        {
            if (_stored is { } stored)
                (_sketch, _stored) = (stored.Decode(), null);
            return _sketch;
        }
    }

    /// <summary>A histogram that holds nothing.</summary>
    public bool IsEmptyHistogram => _stored is { Count: 0 } || _sketch is { IsEmpty: true };

    /// <summary>Of a histogram, without making a sketch of what lies in a row.</summary>
    public (long Count, double Sum, double Min, double Max) Values =>
        _stored is { } stored ? (stored.Count, stored.Sum, stored.Min, stored.Max) : (_sketch!.Count, _sketch.Sum, _sketch.Min, _sketch.Max);

    /// <summary>Of a counter: the increase. Of a gauge: the sum of its samples.</summary>
    public double Sum { get; private set; }

    /// <summary>Samples of a gauge, frames that moved a counter.</summary>
    public long Samples { get; private set; }

    public double Last { get; private set; }
    public double Min { get; private set; } = double.PositiveInfinity;
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>The last minute in which the series did something, Unix time; below every other while it did nothing.</summary>
    public long LastMinute { get; private set; } = long.MinValue;

    /// <summary>When <see cref="Last"/> was measured, Unix microseconds: the later one wins a merge.</summary>
    public long LastAtUs { get; private set; }

    public static SeriesAggregate Create(SeriesKind kind) =>
        new(kind, kind == SeriesKind.Histogram ? new Sketch() : null);

    public static SeriesAggregate Histogram(Sketch sketch) => new(SeriesKind.Histogram, sketch);

    public static SeriesAggregate Histogram(StoredSketch stored) => new(SeriesKind.Histogram, null) { _stored = stored };

    public static SeriesAggregate Counter(double sum, long samples) =>
        new(SeriesKind.Counter, null) { Sum = sum, Samples = samples };

    public static SeriesAggregate Gauge(double last, double min, double max, double sum, long samples, long lastAtUs) =>
        new(SeriesKind.Gauge, null)
        {
            Last = last, Min = min, Max = max, Sum = sum, Samples = samples, LastAtUs = lastAtUs,
        };

    /// <inheritdoc cref="Sketch.Quantile"/>
    public double Quantile(double quantile) => _stored is { } stored ? stored.Quantile(quantile) : _sketch!.Quantile(quantile);

    /// <summary>The series did something in a minute.</summary>
    public void Saw(long minute) => LastMinute = Math.Max(LastMinute, minute);

    public void AddIncrease(double delta)
    {
        Sum += delta;
        Samples++;
    }

    public void AddGauge(double last, double min, double max, long atUs)
    {
        Sum += last;
        Samples++;
        Min = Math.Min(Min, min);
        Max = Math.Max(Max, max);
        if (atUs >= LastAtUs)
        {
            Last = last;
            LastAtUs = atUs;
        }
    }

    public void Merge(SeriesAggregate other)
    {
        if (other.Sketch is { } sketch)
            Sketch!.Merge(sketch);
        Saw(other.LastMinute);
        Sum += other.Sum;
        Samples += other.Samples;
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        if (other.LastAtUs >= LastAtUs)
        {
            Last = other.Last;
            LastAtUs = other.LastAtUs;
        }
    }
}
