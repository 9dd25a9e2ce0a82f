using System.Diagnostics.Metrics;
using System.Numerics;

namespace BotPerf.Client.Instrumenting;

/// <summary>
/// Listens to the instruments of some meters. Their measurements come on the bot's own threads: nothing may be thrown there.
/// </summary>
internal sealed class MeterWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Action<string, Exception> _failed;

    /// <param name="wants">By the meter's name.</param>
    /// <param name="watch">What to do with an instrument's measurements; null: nothing.</param>
    /// <param name="failed">Told what went wrong where.</param>
    public MeterWatch(Func<string, bool> wants, Func<Instrument, IInstrumentWatch?> watch, Action<string, Exception> failed)
    {
        _failed = failed;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (wants(instrument.Meter.Name) && watch(instrument) is { } watching)
                listener.EnableMeasurementEvents(instrument, watching);
        };
        Take<byte>();
        Take<short>();
        Take<int>();
        Take<long>();
        Take<float>();
        Take<double>();
        Take<decimal>();
        _listener.Start();
    }

    /// <summary>Reads the observable instruments: the bot's own callbacks run.</summary>
    public void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (Exception exception)
        {
            // One callback failed; the others were read.
            _failed("meters", exception);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take<T>() where T : struct, INumberBase<T> =>
        _listener.SetMeasurementEventCallback<T>((_, measurement, tags, state) =>
        {
            try
            {
                ((IInstrumentWatch)state!).Take(double.CreateSaturating(measurement), tags);
            }
            catch (Exception exception)
            {
                _failed("meters", exception);
            }
        });
}

/// <summary>What becomes of an instrument's measurements.</summary>
internal interface IInstrumentWatch
{
    void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
}
