using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Tests.Ingest;

/// <summary>Makes the frames of one session, as a client does: each series is defined in the frame that first uses it.</summary>
internal sealed class FrameMaker
{
    private readonly Dictionary<(string, string), uint> _numbers = [];
    private ulong _seq;

    /// <summary>A frame that ends at this time, with its seq and nothing in it.</summary>
    public Frame Next(long endUs) => new() { Seq = ++_seq, EndUs = endUs, IntervalUs = 1_000_000, FirstSeries = (uint)_numbers.Count };

    public Frame Commands(long endUs, string command, params IReadOnlyList<double> seconds) => Add(Next(endUs), command, seconds);

    /// <summary>Executions of a command, each in the sketch and in detail.</summary>
    public Frame Add(Frame frame, string command, params IReadOnlyList<double> seconds)
    {
        var series = Define(frame, SeriesKind.Histogram, MetricNames.CommandDuration, LabelNames.Command, command);
        var sketch = new Sketch();
        frame.Executions ??= new Executions();
        foreach (var value in seconds)
        {
            sketch.Add(value);
            frame.Executions.StartUs.Add(frame.Executions.Series.Count == 0 ? -900_000 : 1_000);
            frame.Executions.Series.Add(series);
            frame.Executions.DurationUs.Add((ulong)(value * 1e6));
        }

        AddSketch(frame, series, sketch);
        return frame;
    }

    public Frame Count(Frame frame, string metric, double delta, string label = "", string value = "")
    {
        frame.Counters ??= new Counters();
        frame.Counters.Series.Add(Define(frame, SeriesKind.Counter, metric, label, value));
        frame.Counters.Delta.Add(delta);
        return frame;
    }

    public Frame Gauge(Frame frame, string metric, double value, string label = "", string labelValue = "")
    {
        frame.Gauges ??= new Gauges();
        frame.Gauges.Series.Add(Define(frame, SeriesKind.Gauge, metric, label, labelValue));
        frame.Gauges.Last.Add(value);
        return frame;
    }

    public Frame Durations(Frame frame, string metric, string label, string labelValue, params IReadOnlyList<double> seconds)
    {
        var sketch = new Sketch();
        foreach (var value in seconds)
            sketch.Add(value);
        AddSketch(frame, Define(frame, SeriesKind.Histogram, metric, label, labelValue), sketch);
        return frame;
    }

    public uint Define(Frame frame, SeriesKind kind, string metric, string label, string value)
    {
        if (_numbers.TryGetValue((metric, value), out var number))
            return number;

        number = (uint)_numbers.Count;
        _numbers.Add((metric, value), number);
        var definition = new SeriesDefinition { Kind = kind, Name = metric };
        if (label.Length > 0)
            definition.Labels.Add([label, value]);
        frame.Series.Add(definition);
        return number;
    }

    public static void AddSketch(Frame frame, uint series, Sketch sketch) =>
        (frame.Histograms ??= new Histograms()).Add(series, sketch);
}
