using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>The commands of one instance in a minute, on their way into a frame.</summary>
internal sealed class DemoCommands
{
    private const long MicrosPerMinute = 60_000_000;
    private const double DeadlineMs = 3_000;

    private readonly Dictionary<DemoCommand, Column> _columns = [];

    public DemoCommands(DemoBot bot, DemoSeries series)
    {
        foreach (var command in bot.Commands)
            _columns.Add(command, new Column(command, series));
    }

    public int Count { get; private set; }

    /// <param name="at">Where in the minute it ended, from 0 to 1.</param>
    /// <param name="detail">The frame that is to hold it as a single execution; null: none.</param>
    public void Add(DemoExecution execution, double at, Frame? detail)
    {
        var column = _columns[execution.Command];
        Count++;
        column.Durations.Add(execution.DurationMs / 1_000);
        column.Errors += execution.Error is null ? 0 : 1;
        if (execution.AckMs is { } ack)
        {
            column.Acks.Add(ack / 1_000);
            column.Misses += ack > DeadlineMs ? 1 : 0;
        }

        if (detail is not null)
            column.Tell(execution, at, detail);
    }

    /// <summary>Writes what has come together, and begins anew.</summary>
    public void Write(Frame frame)
    {
        foreach (var column in _columns.Values)
            column.Write(frame);
        Count = 0;
        if (frame.Executions is not { } executions)
            return;

        // Absolute until here; on the wire each start is told from the one before.
        long before = 0;
        for (var i = 0; i < executions.StartUs.Count; i++)
            (executions.StartUs[i], before) = (executions.StartUs[i] - before, executions.StartUs[i]);
    }

    private sealed class Column
    {
        private readonly uint _durations, _errors, _acks, _misses;

        public Column(DemoCommand command, DemoSeries series)
        {
            string[] labels = [LabelNames.Kind, command.Kind, LabelNames.Module, command.Module, LabelNames.Command, command.Name];
            _durations = series.Histogram(MetricNames.CommandDuration, labels);
            _errors = series.Counter(MetricNames.CommandErrors, "", labels);
            _acks = series.Histogram(MetricNames.CommandAck, labels);
            _misses = series.Counter(MetricNames.AckDeadlineMisses, "", labels);
        }

        public Sketch Durations { get; } = new();
        public Sketch Acks { get; } = new();
        public double Errors { get; set; }
        public double Misses { get; set; }

        public void Tell(DemoExecution execution, double at, Frame frame)
        {
            var executions = frame.Executions ??= new Executions();
            var durationUs = (long)(execution.DurationMs * 1_000);
            executions.Series.Add(_durations);
            executions.StartUs.Add((long)((at - 1) * MicrosPerMinute) - durationUs);
            executions.DurationUs.Add((ulong)durationUs);
            executions.AckUs.Add(execution.AckMs is { } ack ? (ulong)(ack * 1_000) + 1 : 0);
            executions.Error.Add(execution.Error is null ? 0 : Group(frame, execution.Error));
        }

        public void Write(Frame frame)
        {
            if (!Durations.IsEmpty)
                frame.Histograms.Add(_durations, Durations);
            if (!Acks.IsEmpty)
                frame.Histograms.Add(_acks, Acks);
            Count(frame, _errors, Errors);
            Count(frame, _misses, Misses);
            Durations.Clear();
            Acks.Clear();
            (Errors, Misses) = (0, 0);
        }

        private uint Group(Frame frame, Exception error)
        {
            var type = error.GetType().FullName!;
            var number = 0;
            while (number < frame.Errors.Count
                && (frame.Errors[number].Series != _durations + 1 || frame.Errors[number].Type != type || frame.Errors[number].Message != error.Message))
                number++;
            if (number == frame.Errors.Count)
                frame.Errors.Add(new ErrorGroup { Type = type, Message = error.Message, Series = _durations + 1 });
            frame.Errors[number].Count++;
            return (uint)number + 1;
        }

        private static void Count(Frame frame, uint series, double increase)
        {
            if (increase == 0)
                return;
            frame.Counters.Series.Add(series);
            frame.Counters.Delta.Add(increase);
        }
    }
}
