using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>What came with the commands of an instance in a minute: queries, messages, look-ups, calls of others.</summary>
internal sealed class DemoWork
{
    private const int Draws = 512;
    private static readonly string[] s_queryTypes = ["SELECT", "UPDATE"];

    private readonly DemoBot _bot;
    private readonly uint _message, _hits, _misses;
    private readonly uint[] _queries, _failedQueries;
    private readonly Dictionary<DemoCallee, Column> _calls;
    private readonly Sketch _sketch = new();

    // There are ten messages to a command: their durations are drawn from these.
    private readonly double[] _messageSeconds, _querySeconds;

    public DemoWork(DemoBot bot, int number, DemoSeries series)
    {
        _bot = bot;
        _message = series.Histogram(MetricNames.MessageDuration, LabelNames.ChannelType, "text");
        _queries = [.. s_queryTypes.Select(type => series.Histogram(MetricNames.QueryDuration, LabelNames.Type, type))];
        _failedQueries = [.. s_queryTypes.Select(type => series.Counter(MetricNames.QueryErrors, "", LabelNames.Type, type))];
        _hits = series.Counter(MetricNames.CacheHits, "", LabelNames.Cache, "responses");
        _misses = series.Counter(MetricNames.CacheMisses, "", LabelNames.Cache, "responses");
        _calls = DemoCalls.All.ToDictionary(callee => callee, callee => new Column(callee, series));

        var plan = new DemoPlan(bot, number);
        _messageSeconds = [.. Enumerable.Range(0, Draws).Select(_ => plan.Around(0.003, 0.5))];
        _querySeconds = [.. Enumerable.Range(0, Draws).Select(_ => plan.Around(0.006, 0.6))];
    }

    /// <param name="frame">Where it is written to.</param>
    /// <param name="plan">Of the minute.</param>
    /// <param name="executions">How many commands ran.</param>
    /// <param name="faulted">It was a bad minute.</param>
    public void Write(Frame frame, DemoPlan plan, int executions, bool faulted)
    {
        Observe(frame, _queries[0], _querySeconds, plan, executions * 0.8);
        Observe(frame, _queries[1], _querySeconds, plan, executions * 0.2);
        Observe(frame, _message, _messageSeconds, plan, executions * (_bot.MessagesPerCommand - 0.5));
        Count(frame, _hits, plan.Events(executions * 0.83));
        Count(frame, _misses, plan.Events(executions * 0.17));

        for (var command = 0; command < executions; command++)
            DemoCalls.Make(plan, faulted, Take);
        foreach (var column in _calls.Values)
            column.Write(frame);
        Count(frame, _failedQueries[0], plan.Events(executions * 0.8 * FailedShare(faulted)));
        Count(frame, _failedQueries[1], plan.Events(executions * 0.2 * FailedShare(faulted)));
    }

    /// <summary>Of a process's queries, now as in its past.</summary>
    public static double FailedShare(bool faulted) => faulted ? 0.06 : 0.002;

    private void Take(DemoCallee callee, double durationMs, bool failed)
    {
        var column = _calls[callee];
        column.Durations.Add(durationMs / 1_000);
        column.Failed += failed ? 1 : 0;
    }

    private void Observe(Frame frame, uint series, double[] values, DemoPlan plan, double expected)
    {
        _sketch.Clear();
        for (var rest = plan.Events(expected); rest > 0; rest--)
            _sketch.Add(values[(int)(plan.Chance() * values.Length)]);
        if (!_sketch.IsEmpty)
            frame.Histograms.Add(series, _sketch);
    }

    private static void Count(Frame frame, uint series, double increase)
    {
        frame.Counters.Series.Add(series);
        frame.Counters.Delta.Add(increase);
    }

    /// <summary>The calls of one callee, on their way into a frame.</summary>
    private sealed class Column
    {
        private readonly uint _durations;
        private readonly uint? _errors;

        public Column(DemoCallee callee, DemoSeries series)
        {
            string[] labels = [.. callee.Labels.SelectMany(label => new[] { label.Name, label.Value })];
            _durations = series.Histogram(callee.Durations, labels);
            _errors = callee.Errors is { } errors ? series.Counter(errors, "", labels) : null;
        }

        public Sketch Durations { get; } = new();
        public double Failed { get; set; }

        public void Write(Frame frame)
        {
            if (!Durations.IsEmpty)
                frame.Histograms.Add(_durations, Durations);
            if (_errors is { } errors)
                Count(frame, errors, Failed);
            Durations.Clear();
            Failed = 0;
        }
    }
}
