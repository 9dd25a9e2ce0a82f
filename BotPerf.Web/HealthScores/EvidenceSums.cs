using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.HealthScores;

/// <summary>What the series of a bot did in a window, added up, and the figures that scores are made of. Pure.</summary>
/// <param name="minutes">How long the window is.</param>
internal sealed class EvidenceSums(int minutes)
{
    private static readonly HashSet<string> s_gauges =
    [
        MetricNames.CpuPercent, MetricNames.SystemCpu, MetricNames.EventLoopLag, MetricNames.RssBytes, MetricNames.HeapBytes,
        MetricNames.MemoryLimit, MetricNames.SystemMemoryTotal, MetricNames.SystemMemoryAvailable, MetricNames.ProbeDuration,
        MetricNames.ProbeUp, MetricNames.WebSocketLatency, MetricNames.HeartbeatAge, MetricNames.ShardsConnected,
        MetricNames.ShardsConfigured, MetricNames.RateLimitUsed, MetricNames.RateLimitMax,
    ];

    private readonly Dictionary<(string Instance, int Series), GaugeSum> _gauges = [];
    private readonly Sketch _durations = new();
    private readonly Sketch _acknowledgements = new();
    private double _errors;
    private (long Executions, double Errors, int Minutes) _executions;
    private (int Silent, int Expected) _instances;

    /// <summary>Everything that is read.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
        [.. s_gauges, MetricNames.CommandDuration, MetricNames.CommandErrors, MetricNames.CommandAck];

    /// <param name="instance">Whose; empty when there is one only.</param>
    /// <param name="series">Of any metric.</param>
    /// <param name="part">What it did in a part of the window.</param>
    public void Add(string instance, Series series, SeriesAggregate part)
    {
        if (part.Kind == SeriesKind.Gauge && s_gauges.Contains(series.Name))
            AddGauge(instance, series, part);
        else if (part.Kind == SeriesKind.Counter && series.Name == MetricNames.CommandErrors)
            _errors += part.Sum;
        else if (part.Sketch is { } sketch && series.Name is MetricNames.CommandDuration or MetricNames.CommandAck)
            (series.Name == MetricNames.CommandAck ? _acknowledgements : _durations).Merge(sketch);
    }

    /// <summary>Executions of a longer window: of a quiet bot there are too few in a short one.</summary>
    public void AddExecutions(long executions, double errors, int over) => _executions = (executions, errors, over);

    /// <param name="silent">Instances that fell silent while others send.</param>
    /// <param name="expected">Those that ought to be there.</param>
    public void AddInstances(int silent, int expected) => _instances = (silent, expected);

    public HealthEvidence Build()
    {
        var figures = new List<Measured>();
        foreach (var gauge in _gauges.Values)
        {
            if (Of(gauge) is { } figure)
                figures.Add(figure);
        }

        if (Shards() is { } shards)
            figures.Add(shards);
        if (_instances.Silent > 0)
            figures.Add(Plain(HealthChecks.InstancesSilent, (double)_instances.Silent / _instances.Expected, "", _instances.Expected));
        AddCommands(figures);
        return new HealthEvidence(figures, Math.Max(_executions.Executions, _durations.Count));
    }

    private void AddGauge(string instance, Series series, SeriesAggregate part)
    {
        if (part.Samples == 0)
            return;
        if (!_gauges.TryGetValue((instance, series.Id), out var sum))
            _gauges.Add((instance, series.Id), sum = new GaugeSum(instance, series));
        sum.Add(part);
    }

    // The gauges that a figure begins with; what it is divided by is looked up.
    private Measured? Of(GaugeSum gauge) => gauge.Series.Name switch
    {
        MetricNames.CpuPercent => Plain(HealthChecks.ProcessCpu, gauge),
        MetricNames.SystemCpu => Plain(HealthChecks.SystemCpu, gauge),
        MetricNames.EventLoopLag => Plain(HealthChecks.Lag, gauge),
        MetricNames.RssBytes => Memory(gauge),
        // The heap is a part of the process's memory: it speaks only where that is not known.
        MetricNames.HeapBytes when Other(gauge, MetricNames.RssBytes) is null => Memory(gauge),
        MetricNames.SystemMemoryAvailable when Other(gauge, MetricNames.SystemMemoryTotal) is { Average: > 0 } total =>
            Plain(HealthChecks.SystemMemory, 1 - (gauge.Average / total.Average), gauge.Where(), gauge.Samples),
        MetricNames.ProbeDuration => Plain(HealthChecks.Probe, gauge, LabelNames.Target),
        MetricNames.ProbeUp => Plain(HealthChecks.ProbeDown, 1 - gauge.Average, gauge.Where(LabelNames.Target), gauge.Samples),
        MetricNames.WebSocketLatency => Plain(HealthChecks.Gateway, gauge, LabelNames.Connection),
        MetricNames.HeartbeatAge => Plain(HealthChecks.Heartbeat, gauge.Last, gauge.Where(LabelNames.Connection), gauge.Samples),
        MetricNames.RateLimitUsed when Other(gauge, MetricNames.RateLimitMax, LabelNames.Bucket) is { Average: > 0 } most =>
            Plain(HealthChecks.RateLimit, gauge.Average / most.Average, gauge.Where(LabelNames.Bucket), gauge.Samples),
        _ => null,
    };

    private Measured Memory(GaugeSum gauge) => new(
        HealthChecks.ProcessMemory, gauge.Average, HealthChecks.MemoryCurve(Other(gauge, MetricNames.MemoryLimit)?.Average), gauge.Where(),
        minutes, gauge.Samples);

    private Measured? Shards()
    {
        var configured = Sum(MetricNames.ShardsConfigured);
        return configured.Last > 0 && Sum(MetricNames.ShardsConnected) is { Samples: > 0 } connected
            ? Plain(HealthChecks.ShardsMissing, Math.Max(0, 1 - (connected.Last / configured.Last)), "", connected.Samples)
            : null;

        (double Last, long Samples) Sum(string metric)
        {
            var of = _gauges.Values.Where(gauge => gauge.Series.Name == metric).ToList();
            return (of.Sum(gauge => gauge.Last), of.Sum(gauge => gauge.Samples));
        }
    }

    private void AddCommands(List<Measured> figures)
    {
        var (executions, errors, over) = _durations.Count >= HealthScorer.LeastExecutions || _executions.Executions <= _durations.Count
            ? (_durations.Count, _errors, minutes)
            : _executions;
        if (executions >= HealthScorer.LeastExecutions)
        {
            figures.Add(new Measured(
                HealthChecks.ErrorRate, Math.Min(1, errors / executions), HealthChecks.ErrorRate.Curve, "", over, executions));
        }

        AddP95(HealthChecks.Duration, _durations);
        AddP95(HealthChecks.Acknowledgement, _acknowledgements);

        void AddP95(HealthCheck check, Sketch sketch)
        {
            if (sketch.Count >= HealthScorer.LeastExecutions)
                figures.Add(Plain(check, sketch.Quantile(0.95), "", sketch.Count));
        }
    }

    private Measured Plain(HealthCheck check, GaugeSum gauge, string? label = null) =>
        Plain(check, gauge.Average, gauge.Where(label), gauge.Samples);

    private Measured Plain(HealthCheck check, double value, string where, long samples) =>
        new(check, value, check.Curve, where, minutes, samples);

    private GaugeSum? Other(GaugeSum gauge, string metric, string? label = null)
    {
        foreach (var other in _gauges.Values)
        {
            if (other.Series.Name == metric && other.Instance == gauge.Instance && (label is null || other.Series[label] == gauge.Series[label]))
                return other;
        }

        return null;
    }

    private sealed class GaugeSum(string instance, Series series)
    {
        private double _sum;
        private long _lastAtUs;

        public string Instance => instance;

        public Series Series => series;

        public long Samples { get; private set; }

        public double Last { get; private set; }

        public double Average => _sum / Samples;

        public void Add(SeriesAggregate part)
        {
            _sum += part.Sum;
            Samples += part.Samples;
            if (part.LastAtUs >= _lastAtUs)
                (Last, _lastAtUs) = (part.Last, part.LastAtUs);
        }

        public string Where(string? label = null) => (label is null ? "" : series[label], instance) switch
        {
            ("", var of) => of,
            (var named, "") => named,
            (var named, var of) => $"{named} of {of}",
        };
    }
}
