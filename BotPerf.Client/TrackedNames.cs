using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client;

/// <summary>The series of the tracking functions, found by the name that comes with each call.</summary>
internal sealed class TrackedNames
{
    private readonly SeriesRegistry _registry;

    public TrackedNames(SeriesRegistry registry)
    {
        _registry = registry;
        Messages = Outcomes(MetricNames.MessageDuration, MetricNames.MessageErrors, LabelNames.ChannelType);
        Queries = Outcomes(MetricNames.QueryDuration, MetricNames.QueryErrors, LabelNames.Type);
        ApiCalls = Outcomes(MetricNames.ApiCallDuration, MetricNames.ApiCallErrors, LabelNames.Service);
        Latencies = new((connection, _, _) =>
        {
            var (series, full) = registry.Gauge(
                MetricNames.WebSocketLatency, "s", holds: false, LabelNames.Connection, Texts.Name(connection));
            return (series, !full);
        });
        RateLimits = new((bucket, _, _) => Together(
            Measurement(MetricNames.RateLimitUsed, "", LabelNames.Bucket, bucket),
            Measurement(MetricNames.RateLimitMax, "", LabelNames.Bucket, bucket),
            Measurement(MetricNames.RateLimitReset, "s", LabelNames.Bucket, bucket),
            static (used, most, reset) => new RateLimitSeries(used, most, reset)));
        Pools = new((pool, _, _) =>
        {
            var (waits, full) = registry.Histogram(MetricNames.PoolWait, "s", LabelNames.Pool, Texts.Name(pool));
            var (gauges, keep) = Together(
                Measurement(MetricNames.PoolActive, "", LabelNames.Pool, pool),
                Measurement(MetricNames.PoolIdle, "", LabelNames.Pool, pool),
                Measurement(MetricNames.PoolWaiting, "", LabelNames.Pool, pool),
                (active, idle, waiting) => new PoolSeries(active, idle, waiting, waits));
            return (gauges, keep && !full);
        });
    }

    public NameTable<OutcomeSeries> Messages { get; }
    public NameTable<OutcomeSeries> Queries { get; }
    public NameTable<OutcomeSeries> ApiCalls { get; }
    public NameTable<GaugeSeries> Latencies { get; }
    public NameTable<RateLimitSeries> RateLimits { get; }
    public NameTable<PoolSeries> Pools { get; }

    private NameTable<OutcomeSeries> Outcomes(string durations, string errors, string label) =>
        new((value, _, _) =>
        {
            var (series, full) = _registry.Histogram(durations, "s", label, Texts.Name(value));
            return series is null ? (null, false) : (new OutcomeSeries(_registry, series, errors), !full);
        });

    private (GaugeSeries? Series, bool Full) Measurement(string metric, string unit, string label, string? value) =>
        _registry.Gauge(metric, unit, holds: false, label, Texts.Name(value));

    private static (T?, bool Keep) Together<T>(
        (GaugeSeries? Series, bool Full) a, (GaugeSeries? Series, bool Full) b, (GaugeSeries? Series, bool Full) c,
        Func<GaugeSeries, GaugeSeries, GaugeSeries, T> make) where T : class =>
        a.Series is null || b.Series is null || c.Series is null
            ? (null, false)
            : (make(a.Series, b.Series, c.Series), !(a.Full || b.Full || c.Full));
}

/// <summary>Durations, and once they occur the failures among them.</summary>
internal sealed class OutcomeSeries(SeriesRegistry registry, HistogramSeries durations, string errorMetric)
{
    private CounterSeries? _errors;

    public HistogramSeries Durations => durations;
    public CounterSeries? Errors => _errors ??= registry.Counter(errorMetric, "", durations.Identity.Labels).Series;
}

internal sealed record RateLimitSeries(GaugeSeries Used, GaugeSeries Maximum, GaugeSeries Reset);

internal sealed record PoolSeries(GaugeSeries Active, GaugeSeries Idle, GaugeSeries Waiting, HistogramSeries? Waits);
