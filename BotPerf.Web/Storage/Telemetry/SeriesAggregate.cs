using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// What one series did in a span of time. Of a counter: the increase. Of a gauge: last, minimum, maximum and the average
/// of its samples. Of a histogram: the sketch. Aggregates of disjoint spans or of several instances merge by addition.
/// </summary>
internal sealed class SeriesAggregate
{
    private SeriesAggregate(SeriesKind kind, Sketch? sketch)
    {
        Kind = kind;
        Sketch = sketch;
    }

    public SeriesKind Kind { get; }

    /// <summary>Of a histogram; null for the others.</summary>
    public Sketch? Sketch { get; }

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

    public static SeriesAggregate Counter(double sum, long samples) =>
        new(SeriesKind.Counter, null) { Sum = sum, Samples = samples };

    public static SeriesAggregate Gauge(double last, double min, double max, double sum, long samples, long lastAtUs) =>
        new(SeriesKind.Gauge, null)
        {
            Last = last, Min = min, Max = max, Sum = sum, Samples = samples, LastAtUs = lastAtUs,
        };

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
        if (other.Sketch is not null)
            Sketch!.Merge(other.Sketch);
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
