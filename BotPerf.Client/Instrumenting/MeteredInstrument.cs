using System.Diagnostics.Metrics;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Instrumenting;

/// <summary>An instrument of any meter as a metric: its measurements in base units, its tags as labels.</summary>
internal sealed class MeteredInstrument : IInstrumentWatch
{
    private readonly InstrumentKind _kind;
    private readonly UnitScale _scale;
    private readonly LossLedger _losses;
    private readonly TagTable<Target> _targets;

    private MeteredInstrument(InstrumentKind kind, StoredMetric metric, Recorder recorder, Func<bool> isFirstRound)
    {
        _kind = kind;
        _scale = metric.Scale;
        _losses = recorder.Losses;
        var unit = metric.Unit switch { "seconds" => "s", "bytes" => "B", _ => metric.Unit };
        _targets = new TagTable<Target>(labels => kind switch
        {
            InstrumentKind.Counter or InstrumentKind.Total when recorder.Series.Counter(metric.Name, unit, labels).Series is { } counter =>
                new Target(counter, null, null, isFirstRound()),
            InstrumentKind.Histogram when recorder.Series.Histogram(metric.Name, unit, labels).Series is { } histogram =>
                new Target(null, null, histogram, false),
            InstrumentKind.Change when recorder.Series.Gauge(metric.Name, unit, holds: true, labels).Series is { } level =>
                new Target(null, level, null, false),
            InstrumentKind.Value when recorder.Series.Gauge(metric.Name, unit, holds: false, labels).Series is { } gauge =>
                new Target(null, gauge, null, false),
            _ => null,
        });
    }

    /// <param name="isFirstRound">
    /// Observable instruments are read for the first time: totals that are there already came before BotPerf.
    /// </param>
    /// <returns>Null: it is of no kind that is known, or has no name that can be stored.</returns>
    public static MeteredInstrument? Of(Instrument instrument, Recorder recorder, Func<bool> isFirstRound)
    {
        if (KindOf(instrument) is not { } kind)
            return null;
        var metric = InstrumentNames.Of(instrument.Name, instrument.Unit ?? "", kind is InstrumentKind.Counter or InstrumentKind.Total,
            kind is InstrumentKind.Value or InstrumentKind.Change);

        // The executions of commands are counted apart from other samples; they have their own functions.
        return Texts.MetricName(metric.Name) is { } name and not MetricNames.CommandDuration
            ? new MeteredInstrument(kind, metric with { Name = name }, recorder, isFirstRound)
            : null;
    }

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var scaled = _scale.Of(value);
        var what = _kind == InstrumentKind.Histogram ? LossNames.Samples : LossNames.Updates;
        if (!double.IsFinite(scaled) || (scaled < 0 && _kind is not (InstrumentKind.Change or InstrumentKind.Value)))
            _losses.Refuse(what, LossNames.ReasonFor(scaled));
        else if (_targets.Find(tags) is { } target)
            target.Take(_kind, scaled);
        else
            _losses.Refuse(what, LossNames.SeriesLimit);
    }

    private static InstrumentKind? KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        for (; type is { IsGenericType: false }; type = type.BaseType)
        {
        }

        return type?.GetGenericTypeDefinition() switch
        {
            var kind when kind == typeof(Counter<>) => InstrumentKind.Counter,
            var kind when kind == typeof(ObservableCounter<>) => InstrumentKind.Total,
            var kind when kind == typeof(UpDownCounter<>) => InstrumentKind.Change,
            var kind when kind == typeof(ObservableUpDownCounter<>) || kind == typeof(ObservableGauge<>) || kind == typeof(Gauge<>) => InstrumentKind.Value,
            var kind when kind == typeof(Histogram<>) => InstrumentKind.Histogram,
            _ => null,
        };
    }

    private enum InstrumentKind
    {
        /// <summary>Measurements are increases.</summary>
        Counter,

        /// <summary>Measurements are sums since the start.</summary>
        Total,

        /// <summary>Measurements go up and down from what was.</summary>
        Change,
        Value,
        Histogram,
    }

    /// <param name="began">Counting begins with the first total, which is none of BotPerf's time.</param>
    private sealed class Target(CounterSeries? counter, GaugeSeries? gauge, HistogramSeries? histogram, bool began)
    {
        private bool _skipsFirst = began;
        private double _total;

        public void Take(InstrumentKind kind, double value)
        {
            switch (kind)
            {
                case InstrumentKind.Counter:
                    counter!.Add(value);
                    break;
                case InstrumentKind.Total:
                    Count(value);
                    break;
                case InstrumentKind.Change:
                    gauge!.Add(value);
                    break;
                case InstrumentKind.Value:
                    gauge!.Set(value);
                    break;
                default:
                    histogram!.Record(value);
                    break;
            }
        }

        /// <summary>One thread at a time reads the observable instruments.</summary>
        private void Count(double total)
        {
            if (!_skipsFirst)
                counter!.Add(total >= _total ? total - _total : total);
            _skipsFirst = false;
            _total = total;
        }
    }
}
