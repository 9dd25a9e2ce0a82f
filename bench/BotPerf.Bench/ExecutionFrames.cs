using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using Google.Protobuf;

namespace BotPerf.Bench;

/// <summary>
/// Frames of a believable bot: fifty commands, durations spread like those of real ones, two in a hundred failing, with
/// sketches and every execution in detail. Encoded once; time and seq are appended, as protobuf lets the last one win.
/// </summary>
internal sealed class ExecutionFrames
{
    public const int Commands = 50;

    private const uint EndTag = (5 << 3) | 0;
    private const uint SeqTag = (4 << 3) | 0;

    private readonly byte[] _body;

    public ExecutionFrames(int executions, int seed, int gauges = 0)
    {
        Executions = executions;
        _body = Build(executions, gauges, new Random(seed)).ToByteArray();
    }

    public int Executions { get; }

    /// <summary>A frame as it goes over the wire.</summary>
    public byte[] Frame(ulong seq, long endUs)
    {
        var tail = new byte[24];
        var output = new CodedOutputStream(tail);
        output.WriteTag(SeqTag);
        output.WriteUInt64(seq);
        output.WriteTag(EndTag);
        output.WriteInt64(endUs);
        output.Flush();
        return [.. _body, .. tail.AsSpan(0, (int)output.Position)];
    }

    private static Frame Build(int executions, int gauges, Random random)
    {
        var frame = new Frame { IntervalUs = 1_000_000, Executions = new Executions(), Histograms = new Histograms(), Counters = new Counters() };
        var sketches = new Sketch[Commands];
        for (var i = 0; i < Commands; i++)
        {
            frame.Series.Add(Define(SeriesKind.Histogram, MetricNames.CommandDuration, i));
            sketches[i] = new Sketch();
        }

        for (var i = 0; i < Commands; i++)
            frame.Series.Add(Define(SeriesKind.Counter, MetricNames.CommandErrors, i));

        AddGauges(frame, gauges, random);
        frame.Errors.Add(new ErrorGroup { Type = "System.TimeoutException", Message = "The reply took too long.", Count = (ulong)Math.Max(1, executions / 50) });
        var errors = new double[Commands];
        for (var i = 0; i < executions; i++)
        {
            // Popular commands are used more: the square of a uniform number leans to the first ones.
            var command = (int)(Commands * Math.Pow(random.NextDouble(), 2));
            var ms = 20 * (1 + command % 7) * Math.Exp(0.6 * Normal(random));
            var failed = random.Next(50) == 0;
            sketches[command].Add(ms / 1_000);
            errors[command] += failed ? 1 : 0;
            frame.Executions.Series.Add((uint)command);
            frame.Executions.StartUs.Add(i == 0 ? -1_000_000 : 1_000_000 / executions);
            frame.Executions.DurationUs.Add((ulong)(ms * 1_000));
            frame.Executions.AckUs.Add((ulong)(ms * 300) + 1);
            frame.Executions.Error.Add(failed ? 1u : 0u);
        }

        for (var i = 0; i < Commands; i++)
        {
            if (!sketches[i].IsEmpty)
                frame.Histograms.Add((uint)i, sketches[i]);
            if (errors[i] > 0)
            {
                frame.Counters.Series.Add((uint)(Commands + i));
                frame.Counters.Delta.Add(errors[i]);
            }
        }

        return frame;
    }

    private static void AddGauges(Frame frame, int gauges, Random random)
    {
        if (gauges == 0)
            return;

        frame.Gauges = new Gauges();
        for (var i = 0; i < gauges; i++)
        {
            frame.Gauges.Series.Add((uint)frame.Series.Count);
            frame.Gauges.Last.Add(1_000 * i + random.NextDouble());
            frame.Series.Add(new SeriesDefinition { Kind = SeriesKind.Gauge, Name = $"gauge{i}" });
        }
    }

    private static SeriesDefinition Define(SeriesKind kind, string name, int command) => new()
    {
        Kind = kind,
        Name = name,
        Unit = kind == SeriesKind.Histogram ? "seconds" : "",
        Labels = { LabelNames.Command, $"command{command}", LabelNames.Kind, "slash", LabelNames.Module, $"Module{command % 8}" },
    };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
