namespace BotPerf.Client.Recording;

/// <summary>
/// A value that comes and goes. Not striped: the last value has to be the last of all threads, and gauges are set seldom.
/// </summary>
/// <param name="holds">
/// The value stays true until it is set again (a number of guilds), and is repeated once a minute. Measurements (a
/// latency) do not hold: a dead gateway must not look alive.
/// </param>
internal sealed class GaugeSeries(int number, SeriesIdentity identity, bool holds) : Series(number, identity)
{
    private readonly Lock _gate = new();
    private double _last;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private bool _ever;

    public void Set(double value)
    {
        lock (_gate)
            Take(value);
    }

    public void Add(double amount)
    {
        lock (_gate)
        {
            if (double.IsFinite(_last + amount))
                Take(_last + amount);
        }
    }

    /// <summary>What happened since the last frame, or null: nothing to say.</summary>
    /// <param name="repeat">Say values again that hold.</param>
    public GaugeReading? Gather(bool repeat)
    {
        lock (_gate)
        {
            if (_max >= _min)
            {
                var reading = new GaugeReading(_last, _min, _max);
                _min = double.PositiveInfinity;
                _max = double.NegativeInfinity;
                return reading;
            }

            return repeat && holds && _ever ? new GaugeReading(_last, _last, _last) : null;
        }
    }

    /// <summary>Null when it was never set.</summary>
    public double? Last
    {
        get
        {
            lock (_gate)
                return _ever ? _last : null;
        }
    }

    private void Take(double value)
    {
        _ever = true;
        _last = value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
    }
}

internal readonly record struct GaugeReading(double Last, double Min, double Max);
