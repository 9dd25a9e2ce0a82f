using System.Runtime.CompilerServices;
using BotPerf.Client.Recording;
using BotPerf.Client.Scopes;

namespace BotPerf.Client;

/// <summary>A sum that only grows. Keep it: then counting costs no look-up. Safe for all threads.</summary>
public sealed class Counter
{
    private readonly CounterSeries? _series;
    private readonly Recorder _recorder;

    internal Counter(CounterSeries? series, Recorder recorder)
    {
        _series = series;
        _recorder = recorder;
    }

    /// <summary>Adds to the sum.</summary>
    /// <param name="amount">Finite and not negative; anything else is left out and counted as a loss.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double amount = 1)
    {
        if (!_recorder.IsOn)
            return;
        if (amount >= 0 && amount <= double.MaxValue)
            _series?.Add(amount);
        else
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.ReasonFor(amount));
    }
}

/// <summary>A value that comes and goes; it holds until it is set again. Keep it. Safe for all threads.</summary>
public sealed class Gauge
{
    private readonly GaugeSeries? _series;
    private readonly Recorder _recorder;

    internal Gauge(GaugeSeries? series, Recorder recorder)
    {
        _series = series;
        _recorder = recorder;
    }

    /// <summary>Sets the value.</summary>
    /// <param name="value">Finite; anything else is left out and counted as a loss.</param>
    public void Set(double value)
    {
        if (!_recorder.IsOn)
            return;
        if (double.IsFinite(value))
            _series?.Set(value);
        else
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.NotFinite);
    }

    /// <summary>Changes the value by an amount, from 0 when it was never set.</summary>
    /// <param name="amount">Finite; anything else is left out and counted as a loss.</param>
    public void Add(double amount)
    {
        if (!_recorder.IsOn)
            return;
        if (double.IsFinite(amount))
            _series?.Add(amount);
        else
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.NotFinite);
    }
}

/// <summary>
/// A distribution: exact count, sum, minimum and maximum, percentiles within 1 %. Keep it: then recording costs no
/// look-up. Safe for all threads.
/// </summary>
public sealed class Histogram
{
    private readonly HistogramSeries? _series;
    private readonly Recorder _recorder;

    internal Histogram(HistogramSeries? series, Recorder recorder)
    {
        _series = series;
        _recorder = recorder;
    }

    /// <summary>Records a value, in the histogram's unit.</summary>
    /// <param name="value">Finite and not negative; anything else is left out and counted as a loss.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(double value)
    {
        if (!_recorder.IsOn)
            return;
        if (value >= 0 && value <= double.MaxValue)
            _series?.Record(value);
        else
            _recorder.Losses.Refuse(LossNames.Samples, LossNames.ReasonFor(value));
    }
}

/// <summary>A distribution of durations in seconds. Keep it. Safe for all threads.</summary>
public sealed class MetricTimer
{
    private readonly HistogramSeries? _series;
    private readonly Recorder _recorder;

    internal MetricTimer(HistogramSeries? series, Recorder recorder)
    {
        _series = series;
        _recorder = recorder;
    }

    /// <summary>Records a duration.</summary>
    /// <param name="duration">Not negative; a negative one is left out and counted as a loss.</param>
    public void Record(TimeSpan duration)
    {
        if (!_recorder.IsOn)
            return;
        if (duration >= TimeSpan.Zero)
            _series?.Record(duration.TotalSeconds);
        else
            _recorder.Losses.Refuse(LossNames.Samples, LossNames.Negative);
    }

    /// <summary>Times from now until what it returns is disposed.</summary>
    public TimedScope Begin() =>
        _series is null || !_recorder.IsOn ? default : new TimedScope(OpenScope.ForTiming(_recorder, _series, outcome: null));
}
