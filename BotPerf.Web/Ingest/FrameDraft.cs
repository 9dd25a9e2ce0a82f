using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>The events of one second on their way to becoming a frame that stands by itself.</summary>
internal sealed class FrameDraft
{
    private readonly Dictionary<(string, string), uint> _numbers = [];
    private readonly SortedDictionary<uint, double> _counters = [];
    private readonly SortedDictionary<uint, (double Last, double Min, double Max)> _gauges = [];
    private readonly SortedDictionary<uint, Sketch> _histograms = [];
    private readonly Dictionary<(uint, string, string, string), int> _errors = [];
    private readonly Dictionary<string, uint> _texts = [];
    private readonly Frame _frame = new() { SelfContained = true };
    private readonly List<long> _starts = [];
    private long _lastUs;

    /// <summary>The frame ends just after the latest event it has seen.</summary>
    public void Saw(long atUs) => _lastUs = Math.Max(_lastUs, atUs);

    public void Increase(SeriesSpec spec, double by)
    {
        var number = Number(spec);
        _counters[number] = _counters.GetValueOrDefault(number) + by;
    }

    public void Set(SeriesSpec spec, double value)
    {
        var number = Number(spec);
        _gauges[number] = _gauges.TryGetValue(number, out var gauge)
            ? (value, Math.Min(gauge.Min, value), Math.Max(gauge.Max, value))
            : (value, value, value);
    }

    /// <summary>The series' number in this frame.</summary>
    public uint Observe(SeriesSpec spec, double value)
    {
        var number = Number(spec);
        SketchOf(number).Add(value);
        return number;
    }

    public void Observe(SeriesSpec spec, Sketch values) => SketchOf(Number(spec)).Merge(values);

    public void Execute(uint series, long startUs, double durationMs, double? ackMs, int error, string? guild, string? channel, string? user)
    {
        var executions = _frame.Executions ??= new Executions();
        executions.Series.Add(series);
        executions.DurationUs.Add((ulong)Math.Round(durationMs * 1_000));
        executions.AckUs.Add(ackMs is { } ack ? (ulong)Math.Round(ack * 1_000) + 1 : 0);
        executions.Error.Add((uint)error);
        executions.Guild.Add(Text(guild));
        executions.Channel.Add(Text(channel));
        executions.User.Add(Text(user));
        _starts.Add(startUs);
    }

    /// <summary>The number of an error group plus one.</summary>
    /// <param name="series">Number of the command's series plus one; 0: none.</param>
    public int Fail(uint series, string type, string message, string stack)
    {
        var key = (series, type, message, stack);
        if (!_errors.TryGetValue(key, out var number))
        {
            _frame.Errors.Add(new ErrorGroup { Type = type, Message = message, Stack = stack, Series = series });
            number = _frame.Errors.Count;
            _errors.Add(key, number);
        }

        _frame.Errors[number - 1].Count++;
        return number;
    }

    public void Happened(LifecycleEvent lifecycle) => _frame.Lifecycle.Add(lifecycle);

    public Frame Build(InstanceInfo? info)
    {
        _frame.EndUs = _lastUs + 1;
        if (info is not null)
            _frame.Info = info;

        if (_counters.Count > 0)
        {
            _frame.Counters = new Counters();
            _frame.Counters.Series.AddRange(_counters.Keys);
            _frame.Counters.Delta.AddRange(_counters.Values);
        }

        if (_gauges.Count > 0)
        {
            _frame.Gauges = new Gauges();
            _frame.Gauges.Series.AddRange(_gauges.Keys);
            _frame.Gauges.Last.AddRange(_gauges.Values.Select(gauge => gauge.Last));
            _frame.Gauges.Min.AddRange(_gauges.Values.Select(gauge => gauge.Min));
            _frame.Gauges.Max.AddRange(_gauges.Values.Select(gauge => gauge.Max));
        }

        BuildHistograms();
        var previous = _frame.EndUs;
        foreach (var start in _starts)
        {
            _frame.Executions!.StartUs.Add(start - previous);
            previous = start;
        }

        return _frame;
    }

    private void BuildHistograms()
    {
        if (_histograms.Count == 0)
            return;

        var histograms = _frame.Histograms = new Histograms();
        foreach (var (number, sketch) in _histograms)
        {
            histograms.Add(number, sketch);
        }
    }

    private Sketch SketchOf(uint number)
    {
        if (!_histograms.TryGetValue(number, out var sketch))
            _histograms.Add(number, sketch = new Sketch());
        return sketch;
    }

    private uint Number(SeriesSpec spec)
    {
        if (_numbers.TryGetValue((spec.Name, spec.LabelsText), out var number))
            return number;

        number = (uint)_frame.Series.Count;
        var definition = new SeriesDefinition { Kind = spec.Kind, Name = spec.Name, Unit = spec.Unit };
        foreach (var (name, value) in spec.Labels)
        {
            definition.Labels.Add(name);
            definition.Labels.Add(value);
        }

        _frame.Series.Add(definition);
        _numbers.Add((spec.Name, spec.LabelsText), number);
        return number;
    }

    private uint Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        if (_texts.TryGetValue(text, out var number))
            return number;

        _frame.Executions!.Texts.Add(text);
        _texts.Add(text, (uint)_frame.Executions.Texts.Count);
        return (uint)_frame.Executions.Texts.Count;
    }
}
