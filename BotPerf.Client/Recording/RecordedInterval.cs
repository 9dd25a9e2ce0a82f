using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>
/// What was recorded since the last frame. Gathered from the stripes by one thread at a time: by the flusher for a frame, or
/// by whoever asks for the current figures, who then leaves them here for the next frame.
/// </summary>
internal sealed class RecordedInterval(Recorder recorder)
{
    private readonly CellsCopy _scratch = new();
    private readonly ExecutionDetail[][] _spares = MakeSpares(recorder);
    private readonly List<ExecutionDetail> _details = [];
    private readonly List<HistogramSeries> _histograms = [];
    private readonly List<CounterSeries> _counters = [];
    private readonly List<(GaugeSeries Series, GaugeReading Reading)> _gauges = [];

    public IReadOnlyList<HistogramSeries> Histograms => _histograms;
    public IReadOnlyList<CounterSeries> Counters => _counters;
    public IReadOnlyList<(GaugeSeries Series, GaugeReading Reading)> Gauges => _gauges;
    public List<ExecutionDetail> Details => _details;

    /// <summary>Values of command durations in <see cref="Histograms"/>.</summary>
    public long Executions { get; private set; }

    /// <summary>Values of other histograms.</summary>
    public long Samples { get; private set; }

    /// <summary>Fetches what the stripes hold.</summary>
    public void Gather()
    {
        foreach (var series in recorder.Series.All)
        {
            if (series is HistogramSeries histogram)
                Gather(histogram);
            else if (series is CounterSeries counter)
                Gather(counter);
        }

        foreach (var stripe in recorder.Stripes)
            Gather(stripe);
    }

    /// <summary>Reads the gauges; at the end of the interval only, as each reading is given once.</summary>
    /// <param name="repeat">Also those that did not change but still hold.</param>
    public void ReadGauges(bool repeat)
    {
        foreach (var series in recorder.Series.All)
        {
            if (series is GaugeSeries gauge && gauge.Gather(repeat) is { } reading)
                _gauges.Add((gauge, reading));
        }
    }

    /// <summary>The frame is made: the next interval begins.</summary>
    public void Clear()
    {
        foreach (var histogram in _histograms)
        {
            histogram.Lifetime.Merge(histogram.Interval);
            histogram.Interval.Clear();
        }

        foreach (var counter in _counters)
        {
            counter.Lifetime += counter.Interval;
            counter.Interval = 0;
        }

        _histograms.Clear();
        _counters.Clear();
        _gauges.Clear();
        _details.Clear();
        Executions = 0;
        Samples = 0;
    }

    private void Gather(HistogramSeries series)
    {
        var had = series.Interval.Count;
        var gathered = series.Gather(_scratch);
        if (gathered == 0)
            return;

        if (had == 0)
            _histograms.Add(series);
        if (ReferenceEquals(series.Identity.Name, MetricNames.CommandDuration))
            Executions += gathered;
        else
            Samples += gathered;
    }

    private void Gather(CounterSeries series)
    {
        var had = series.Interval;
        series.Gather();
        if (had == 0 && series.Interval > 0)
            _counters.Add(series);
    }

    private void Gather(Stripe stripe)
    {
        ref var spare = ref _spares[stripe.Number];
        long overLimit, sampledOut, errorsOverLimit;
        int count;
        stripe.Enter();
        try
        {
            count = stripe.SwapDetails(ref spare);
            (overLimit, sampledOut, errorsOverLimit) = (stripe.DetailsOverLimit, stripe.DetailsSampledOut, stripe.ErrorsOverLimit);
            stripe.DetailsOverLimit = stripe.DetailsSampledOut = stripe.ErrorsOverLimit = 0;
        }
        finally
        {
            stripe.Exit();
        }

        var room = Math.Min(count, WireLimits.MaxExecutionsPerSecond - _details.Count);
        _details.AddRange(spare.AsSpan(0, room));
        overLimit += count - room;
        foreach (ref readonly var detail in spare.AsSpan(room, count - room))
            errorsOverLimit += detail.Error is null ? 0 : 1;
        foreach (ref var detail in spare.AsSpan(0, count))
            detail.Extra = null;

        recorder.Losses.Lose(LossNames.ExecutionDetails, LossNames.DetailLimit, overLimit);
        recorder.Losses.Lose(LossNames.ExecutionDetails, LossNames.SampledOut, sampledOut);
        recorder.Losses.Lose(LossNames.ErrorDetails, LossNames.DetailLimit, errorsOverLimit);
    }

    private static ExecutionDetail[][] MakeSpares(Recorder recorder)
    {
        var spares = new ExecutionDetail[recorder.Stripes.Length][];
        Array.Fill(spares, []);
        return spares;
    }
}
