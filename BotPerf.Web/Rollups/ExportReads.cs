using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Reads a bot step by step, as it is written, so that a long export needs little memory.</summary>
internal sealed class ExportReads(TelemetryCatalog catalog, StepReads steps)
{
    public IEnumerable<ExportStep> Read(BotId bot, string? instance, StepRange range, CancellationToken cancellationToken)
    {
        var series = ExportStep.Metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).ToDictionary(one => one.Id);
        foreach (var step in steps.Read(bot, instance, steps.Fit(bot, instance, range), series.Keys.ToHashSet(), cancellationToken))
        {
            var row = new ExportStep(DateTimeOffset.FromUnixTimeSeconds(step.Minute * 60), step.Instances);
            foreach (var (key, aggregate) in step.Found)
                row.Add(series[key.Series], aggregate);
            yield return row;
        }
    }
}

/// <summary>What all instances of a bot did in one step. Null where there is no evidence.</summary>
/// <param name="instances">How many instances sent anything.</param>
internal sealed class ExportStep(DateTimeOffset at, int instances)
{
    private const string ContextServers = "context_total_servers";

    /// <summary>What is read of a bot.</summary>
    public static readonly IReadOnlyList<string> Metrics =
    [
        MetricNames.RssBytes, MetricNames.HeapBytes, MetricNames.ActiveConversations, MetricNames.CommandErrors,
        MetricNames.CommandDuration, MetricNames.CacheHits, MetricNames.CacheMisses, ContextServers, MetricNames.Guilds,
        MetricNames.RateLimitMax, MetricNames.RateLimitUsed, MetricNames.MessageDuration, MetricNames.QueryDuration,
        MetricNames.CpuPercent, MetricNames.EventLoopLag, MetricNames.WebSocketLatency, MetricNames.Users,
        MetricNames.ClientDropped,
    ];

    private readonly Dictionary<string, SeriesAggregate> _merged = [];
    private readonly Dictionary<string, (double Sum, double Worst)> _gauges = [];
    private readonly Dictionary<(string Metric, string Bucket), double> _limits = [];

    public DateTimeOffset At => at;

    public int Instances => instances;

    public double? ErrorRatePercent => Executions is { } count and > 0 ? Math.Min(1, (Errors ?? 0) / count) * 100 : null;

    /// <summary>The counter begins with the first error: until then commands that ran are the evidence of none.</summary>
    public double? Errors => Total(MetricNames.CommandErrors) ?? (Executions > 0 ? 0 : null);

    public long? Executions => Sketch(MetricNames.CommandDuration)?.Count;

    public double? CacheHitPercent => (Total(MetricNames.CacheHits) ?? 0) + (Total(MetricNames.CacheMisses) ?? 0) is var asked and > 0
        ? (Total(MetricNames.CacheHits) ?? 0) / asked * 100
        : null;

    public double? ContextServersTotal => Sum(ContextServers) ?? Sum(MetricNames.Guilds);

    public void Add(Series series, SeriesAggregate aggregate)
    {
        if (aggregate.Samples == 0 && aggregate.Sketch is null)
            return;
        if (series.Name is MetricNames.RateLimitMax or MetricNames.RateLimitUsed)
        {
            var key = (series.Name, series[LabelNames.Bucket]);
            _limits[key] = _limits.GetValueOrDefault(key) + aggregate.Last;
        }
        else if (aggregate.Kind == Shared.Protocol.SeriesKind.Gauge)
        {
            var (sum, worst) = _gauges.TryGetValue(series.Name, out var before) ? before : (0, double.NegativeInfinity);
            _gauges[series.Name] = (sum + aggregate.Last, Math.Max(worst, aggregate.Max));
        }
        else
        {
            if (!_merged.TryGetValue(series.Name, out var merged))
                _merged.Add(series.Name, merged = SeriesAggregate.Create(aggregate.Kind));
            if (merged.Kind == aggregate.Kind)
                merged.Merge(aggregate);
        }
    }

    /// <summary>Of a counter, its increase.</summary>
    public double? Total(string metric) => _merged.TryGetValue(metric, out var found) && found.Sketch is null ? found.Sum : null;

    /// <summary>Of a histogram, all its values.</summary>
    public Sketch? Sketch(string metric) =>
        _merged.TryGetValue(metric, out var found) && found.Sketch is { IsEmpty: false } sketch ? sketch : null;

    /// <summary>Of a gauge, the sum of its last values over instances and labels.</summary>
    public double? Sum(string metric) => _gauges.TryGetValue(metric, out var found) ? found.Sum : null;

    /// <summary>Of a gauge, the largest value of any instance and label.</summary>
    public double? Worst(string metric) => _gauges.TryGetValue(metric, out var found) ? found.Worst : null;

    /// <summary>What is left of a rate limit that goes by this name.</summary>
    public double? Remaining(string bucket) =>
        _limits.TryGetValue((MetricNames.RateLimitMax, bucket), out var most)
        && _limits.TryGetValue((MetricNames.RateLimitUsed, bucket), out var used)
            ? Math.Max(0, most - used)
            : null;
}
