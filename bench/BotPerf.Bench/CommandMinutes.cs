using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Bench;

/// <summary>
/// What many commands did minute by minute: durations spread like those of real ones, the same for whoever asks. Each
/// minute depends on itself alone.
/// </summary>
internal sealed class CommandMinutes(int commands, int executionsAMinute, int seed)
{
    public int Commands => commands;

    /// <summary>Tells command and seconds of each execution of a minute.</summary>
    public void Visit(int minute, Action<int, double> visit)
    {
        var random = new Random(minute * 7_919 + seed);
        for (var i = 0; i < executionsAMinute; i++)
        {
            var command = (int)(commands * Math.Pow(random.NextDouble(), 2));
            visit(command, 0.02 * (1 + command % 7) * Math.Exp(0.6 * Normal(random)));
        }
    }

    /// <summary>The minute as a bot sends it, to be numbered and timed; the session's first one defines the series.</summary>
    public Frame Frame(int minute, bool defines, Sketch[] scratch)
    {
        Array.ForEach(scratch, sketch => sketch.Clear());
        Visit(minute, (command, seconds) => scratch[command].Add(seconds));
        var frame = new Frame { IntervalUs = 60_000_000, Histograms = new Histograms(), Counters = new Counters() };
        for (var i = 0; i < commands; i++)
        {
            if (defines)
                frame.Series.Add(Definition(SeriesKind.Histogram, MetricNames.CommandDuration, i));
            if (!scratch[i].IsEmpty)
                frame.Histograms.Add((uint)i, scratch[i]);
        }

        for (var i = 0; i < commands; i++)
        {
            if (defines)
                frame.Series.Add(Definition(SeriesKind.Counter, MetricNames.CommandErrors, i));
            frame.Counters.Series.Add((uint)(commands + i));
            frame.Counters.Delta.Add(scratch[i].Count / 50);
        }

        return frame;
    }

    private static SeriesDefinition Definition(SeriesKind kind, string name, int command) => new()
    {
        Kind = kind,
        Name = name,
        Unit = kind == SeriesKind.Histogram ? "s" : "",
        Labels = { LabelNames.Command, $"command{command}", LabelNames.Kind, "slash", LabelNames.Module, $"Module{command % 8}" },
    };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
