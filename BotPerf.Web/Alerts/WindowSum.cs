using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>What a target did in the window of a rule, and the figure that the rule makes of it. Reused from window to window.</summary>
internal sealed class WindowSum
{
    private readonly Sketch _sketch = new();
    private Totals _past = Totals.None;
    private Totals _all = Totals.None;

    /// <summary>No value in the window is larger.</summary>
    public double Max => _all.Max;

    /// <summary>Whether anything came in the window.</summary>
    public bool HasAny => _all.HasAny || Last is not null;

    /// <summary>Of a gauge: its newest value.</summary>
    public double? Last { get; set; }

    /// <summary>Of a ratio of gauges: the newest value of what it is divided by.</summary>
    public double? LastOver { get; set; }

    public void Clear()
    {
        _past = Totals.None;
        Begin();
    }

    /// <summary>What was added until now is the past: <see cref="Begin"/> goes back to it.</summary>
    public void Remember() => _past = _all;

    /// <summary>Lets go of everything that came after the past.</summary>
    public void Begin()
    {
        _all = _past;
        (Last, LastOver) = (null, null);
        if (!_sketch.IsEmpty)
            _sketch.Clear();
    }

    /// <summary>Counts, sums and ends, everything but the distribution.</summary>
    public void Add(SeriesAggregate part, long minute)
    {
        _all.HasAny = true;
        switch (part.Kind)
        {
            case SeriesKind.Histogram:
                var sketch = part.Sketch!;
                _all.Count += sketch.Count;
                _all.Sum += sketch.Sum;
                _all.Min = Math.Min(_all.Min, sketch.Min);
                _all.Max = Math.Max(_all.Max, sketch.Max);
                break;
            case SeriesKind.Gauge:
                _all.HasGauge = true;
                _all.Count += part.Samples;
                _all.Sum += part.Sum;
                _all.Min = Math.Min(_all.Min, part.Min);
                _all.Max = Math.Max(_all.Max, part.Max);
                if (part.Samples > 0 && minute < _all.FirstMinute)
                    (_all.FirstMinute, _all.First) = (minute, part.Sum / part.Samples);
                break;
            default:
                _all.Count += part.Sum;
                _all.Sum += part.Sum;
                break;
        }
    }

    public void AddOver(SeriesAggregate part)
    {
        _all.HasAny = true;
        _all.HasGauge |= part.Kind == SeriesKind.Gauge;
        _all.Over += part.Sketch?.Count ?? part.Sum;
    }

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
        if (_all.Count < signal.MinCount)
            return null;

        return signal.Aggregation switch
        {
            Aggregation.Last => Last,
            Aggregation.Growth => Last is { } last && _all.FirstMinute < long.MaxValue && _all.First > 0 ? last / _all.First - 1 : null,
            Aggregation.Avg => _all.Count == 0 ? null : _all.Sum / _all.Count,
            Aggregation.Min => Finite(_all.Min),
            Aggregation.Max => Finite(_all.Max),
            Aggregation.Sum => _all.Sum,
            Aggregation.Count => _all.Count,
            Aggregation.Rate => _all.Count / signal.WindowMinutes,
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
        // Samples of gauges are no counts: a ratio of what is no longer told would be any number.
        if (Last is null && (_all.HasGauge || LastOver is not null))
            return null;

        var (part, whole) = Last is { } last ? (last, LastOver ?? 0) : (_all.Count, _all.Over);
        if (whole <= 0 || whole < signal.MinCount)
            return null;

        var share = part / whole;
        return signal.Complement ? 1 - share : share;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private struct Totals
    {
        public static readonly Totals None = new()
        {
            Min = double.PositiveInfinity, Max = double.NegativeInfinity, FirstMinute = long.MaxValue,
        };

        public bool HasAny;
        public bool HasGauge;
        public double Count;
        public double Sum;
        public double Min;
        public double Max;
        public double Over;
        public long FirstMinute;
        public double First;
    }
}
