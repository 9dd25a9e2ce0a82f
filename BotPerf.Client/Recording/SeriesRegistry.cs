using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>
/// All series of the session by number and by name, within the limits both ends know: beyond
/// <see cref="WireLimits.MaxSeriesPerMetric"/> label values become <see cref="WireLimits.OtherLabel"/>.
/// </summary>
internal sealed class SeriesRegistry(Stripe[] stripes, LossLedger losses)
{
    /// <summary>Numbers kept free for the series that take what is beyond the limit.</summary>
    private const int Reserve = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Series> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _perMetric = new(StringComparer.Ordinal);
    private volatile Series[] _all = new Series[64];
    private volatile int _count;

    /// <summary>Told once for each metric that reached the limit.</summary>
    public event Action<string>? LimitReached;

    public int Count => _count;

    public ReadOnlySpan<Series> All
    {
        get
        {
            var count = _count; // Before the array: an array read later holds at least as many.
            return _all.AsSpan(0, count);
        }
    }

    public (HistogramSeries? Series, bool Full) Histogram(string name, string unit, params string[] labels)
    {
        var (series, full) = Define(new SeriesIdentity(SeriesKind.Histogram, name, labels, unit), holds: false);
        return ((HistogramSeries?)series, full);
    }

    public (CounterSeries? Series, bool Full) Counter(string name, string unit, params string[] labels)
    {
        var (series, full) = Define(new SeriesIdentity(SeriesKind.Counter, name, labels, unit), holds: false);
        return ((CounterSeries?)series, full);
    }

    public (GaugeSeries? Series, bool Full) Gauge(string name, string unit, bool holds, params string[] labels)
    {
        var (series, full) = Define(new SeriesIdentity(SeriesKind.Gauge, name, labels, unit), holds);
        return ((GaugeSeries?)series, full);
    }

    /// <returns>Null: there is no room even for <c>__other__</c>. Full: the series stands for others as well.</returns>
    private (Series? Series, bool Full) Define(SeriesIdentity wanted, bool holds)
    {
        var key = wanted.Key;
        var firstBeyond = false;
        (Series?, bool) found;
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var known))
                return (known, false);

            var ofMetric = _perMetric.GetValueOrDefault(wanted.Name);
            if (ofMetric < WireLimits.MaxSeriesPerMetric - 1 && _count < WireLimits.MaxSeriesPerInstance - Reserve)
                return (Add(wanted, key, holds, ofMetric), false);

            losses.Lose(LossNames.Labels, LossNames.SeriesLimit, 1);
            var other = wanted with { Labels = [.. wanted.Labels.Select((text, i) => i % 2 == 0 ? text : WireLimits.OtherLabel)] };
            key = other.Key;
            if (_byKey.TryGetValue(key, out var folded))
                found = (folded, true);
            else if (_count < WireLimits.MaxSeriesPerInstance && wanted.Labels.Length > 0)
            {
                firstBeyond = true;
                found = (Add(other, key, holds, ofMetric), true);
            }
            else
                found = (null, true);
        }

        if (firstBeyond)
            LimitReached?.Invoke(wanted.Name);
        return found;
    }

    private Series Add(SeriesIdentity identity, string key, bool holds, int ofMetric)
    {
        var number = _count;
        Series series = identity.Kind switch
        {
            SeriesKind.Histogram => new HistogramSeries(number, identity, stripes),
            SeriesKind.Counter => new CounterSeries(number, identity, stripes),
            _ => new GaugeSeries(number, identity, holds),
        };

        if (number == _all.Length)
        {
            var larger = new Series[number * 2];
            _all.CopyTo(larger, 0);
            _all = larger;
        }

        _all[number] = series;
        _byKey.Add(key, series);
        _perMetric[identity.Name] = ofMetric + 1;
        _count = number + 1;
        return series;
    }
}
