using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>What a target did in the window of a rule, and the figure that the rule makes of it. Reused from window to window.</summary>
internal sealed class WindowSum
{
    private readonly Sketch _sketch = new();
    private double _count;
    private double _sum;
    private double _min;
    private double _max;
    private double _over;
    private long _firstMinute;
    private double _first;

    public WindowSum() => Clear();

    /// <summary>No value in the window is larger.</summary>
    public double Max => _max;

    /// <summary>Of a gauge: its newest value.</summary>
    public double? Last { get; set; }

    /// <summary>Of a ratio of gauges: the newest value of what it is divided by.</summary>
    public double? LastOver { get; set; }

    public void Clear()
    {
        _sketch.Clear();
        (_count, _sum, _over, _first, _firstMinute) = (0, 0, 0, 0, long.MaxValue);
        (_min, _max) = (double.PositiveInfinity, double.NegativeInfinity);
        (Last, LastOver) = (null, null);
    }

    /// <summary>Counts, sums and ends, everything but the distribution.</summary>
    public void Add(SeriesAggregate part, long minute)
    {
        switch (part.Kind)
        {
            case SeriesKind.Histogram:
                var sketch = part.Sketch!;
                _count += sketch.Count;
                _sum += sketch.Sum;
                _min = Math.Min(_min, sketch.Min);
                _max = Math.Max(_max, sketch.Max);
                break;
            case SeriesKind.Gauge:
                _count += part.Samples;
                _sum += part.Sum;
                _min = Math.Min(_min, part.Min);
                _max = Math.Max(_max, part.Max);
                if (part.Samples > 0 && minute < _firstMinute)
                    (_firstMinute, _first) = (minute, part.Sum / part.Samples);
                break;
            default:
                _count += part.Sum;
                _sum += part.Sum;
                break;
        }
    }

    public void AddOver(SeriesAggregate part) => _over += part.Sketch?.Count ?? part.Sum;

    /// <summary>The distribution, for percentiles.</summary>
    public void AddSketch(SeriesAggregate part)
    {
        if (part.Sketch is { } sketch)
            _sketch.Merge(sketch);
    }

    /// <summary>Null: the window holds too little for a figure.</summary>
    public double? Value(Signal signal)
    {
        if (signal.Aggregation == Aggregation.Ratio)
            return Ratio(signal);
        if (_count < signal.MinCount)
            return null;

        return signal.Aggregation switch
        {
            Aggregation.Last => Last,
            Aggregation.Growth => Last is { } last && _firstMinute < long.MaxValue && _first > 0 ? last / _first - 1 : null,
            Aggregation.Avg => _count == 0 ? null : _sum / _count,
            Aggregation.Min => Finite(_min),
            Aggregation.Max => Finite(_max),
            Aggregation.Sum => _sum,
            Aggregation.Count => _count,
            Aggregation.Rate => _count / signal.WindowMinutes,
            _ => _sketch.IsEmpty ? null : _sketch.Quantile(QuantileOf(signal.Aggregation)!.Value),
        };
    }

    public static double? QuantileOf(Aggregation aggregation) => aggregation switch
    {
        Aggregation.P50 => 0.50,
        Aggregation.P90 => 0.90,
        Aggregation.P95 => 0.95,
        Aggregation.P99 => 0.99,
        _ => null,
    };

    private double? Ratio(Signal signal)
    {
        var (part, whole) = Last is { } last ? (last, LastOver ?? 0) : (_count, _over);
        if (whole <= 0 || whole < signal.MinCount)
            return null;

        var share = part / whole;
        return signal.Complement ? 1 - share : share;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
