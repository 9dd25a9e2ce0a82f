using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>Reads events of every type.</summary>
internal sealed class EventReader(EventSeries series)
{
    private const string Bytes = "bytes";

    /// <summary>What the event does to the draft of its second; of no account when the fields have a fault.</summary>
    public Action<FrameDraft> Read(EventFields fields, long at)
    {
        var type = fields.Name("type");
        switch (type)
        {
            case "command":
                return CommandEvent.Read(series, fields, at);
            case "message":
                return Timed(fields, MetricNames.MessageDuration, MetricNames.MessageErrors, LabelNames.ChannelType, "channelType");
            case "query":
                return Timed(fields, MetricNames.QueryDuration, MetricNames.QueryErrors, LabelNames.Type, "operation");
            case "latency":
                return Latency(fields);
            case "rateLimit":
                return RateLimit(fields);
            case "pool":
                return Pool(fields);
            case "cache":
                return Cache(fields);
            case "circuit":
                return Circuit(fields);
            case "counter":
                return Counter(fields);
            case "gauge":
                return Gauge(fields);
            case "histogram":
                return Histogram(fields);
            case "lifecycle":
                return Lifecycle(fields, at);
            default:
                fields.Refuse(RejectionCode.TypeUnknown,
                    "type must be command, message, query, latency, rateLimit, pool, cache, circuit, counter, gauge, histogram or lifecycle.");
                return _ => { };
        }
    }

    private Action<FrameDraft> Timed(EventFields fields, string metric, string errorMetric, string label, string field)
    {
        Label[] labels = [new(label, fields.OptionalText(field) ?? "")];
        var seconds = fields.Duration("durationMs") / CommandEvent.MsPerSecond;
        var success = fields.Success();
        var duration = series.Spec(fields, SeriesKind.Histogram, metric, CommandEvent.Seconds, labels);
        var errors = series.Spec(fields, SeriesKind.Counter, errorMetric, "", labels);
        return draft =>
        {
            draft.Observe(duration, seconds);
            if (!success)
                draft.Increase(errors, 1);
        };
    }

    private Action<FrameDraft> Latency(EventFields fields)
    {
        var connection = new Label(LabelNames.Connection, fields.OptionalText("connection") ?? "");
        var seconds = fields.Duration("ms") / CommandEvent.MsPerSecond;
        var spec = series.Spec(fields, SeriesKind.Gauge, MetricNames.WebSocketLatency, CommandEvent.Seconds, connection);
        return draft => draft.Set(spec, seconds);
    }

    private Action<FrameDraft> RateLimit(EventFields fields)
    {
        var bucket = new Label(LabelNames.Bucket, fields.Name("bucket"));
        return Together(
            Gauge(fields, MetricNames.RateLimitUsed, "", bucket, fields.NotNegative("current")),
            Gauge(fields, MetricNames.RateLimitMax, "", bucket, fields.NotNegative("maximum")),
            Gauge(fields, MetricNames.RateLimitReset, CommandEvent.Seconds, bucket, fields.OptionalDuration("resetInMs") / CommandEvent.MsPerSecond));
    }

    private Action<FrameDraft> Pool(EventFields fields)
    {
        var pool = new Label(LabelNames.Pool, fields.OptionalText("name") ?? "");
        var waits = fields.Durations("waitMs").Select(ms => ms / CommandEvent.MsPerSecond).ToList();
        var wait = series.Spec(fields, SeriesKind.Histogram, MetricNames.PoolWait, CommandEvent.Seconds, pool);
        return Together(
            Gauge(fields, MetricNames.PoolActive, "", pool, fields.OptionalNotNegative("active")),
            Gauge(fields, MetricNames.PoolIdle, "", pool, fields.OptionalNotNegative("idle")),
            Gauge(fields, MetricNames.PoolWaiting, "", pool, fields.OptionalNotNegative("waiting")),
            draft => waits.ForEach(seconds => draft.Observe(wait, seconds)));
    }

    private Action<FrameDraft> Cache(EventFields fields)
    {
        var cache = new Label(LabelNames.Cache, fields.OptionalText("name") ?? "");
        return Together(
            Counter(fields, MetricNames.CacheHits, cache, fields.OptionalNotNegative("hits")),
            Counter(fields, MetricNames.CacheMisses, cache, fields.OptionalNotNegative("misses")),
            Counter(fields, MetricNames.CacheEvictions, cache, fields.OptionalNotNegative("evictions")),
            Gauge(fields, MetricNames.CacheEntries, "", cache, fields.OptionalNotNegative("size")),
            Gauge(fields, MetricNames.CacheBytes, Bytes, cache, fields.OptionalNotNegative("bytes")));
    }

    private Action<FrameDraft> Circuit(EventFields fields)
    {
        string[] states = ["closed", "open", "half-open"];
        var circuit = new Label(LabelNames.Circuit, fields.Name("name"));
        var now = fields.Name("state");
        if (!states.Contains(now))
            fields.Refuse(RejectionCode.FieldInvalid, "state must be closed, open or half-open.");

        return Together([.. states.Select(state =>
            Gauge(fields, MetricNames.CircuitState, "", [circuit, new Label(LabelNames.State, state)], state == now ? 1 : 0))]);
    }

    private Action<FrameDraft> Counter(EventFields fields)
    {
        var spec = series.Spec(fields, SeriesKind.Counter, fields.MetricName("name"), "", fields.Labels());
        var value = fields.OptionalNotNegative("value") ?? 1;
        return draft => draft.Increase(spec, value);
    }

    private Action<FrameDraft> Gauge(EventFields fields)
    {
        var spec = series.Spec(fields, SeriesKind.Gauge, fields.MetricName("name"), "", fields.Labels());
        var value = fields.Number("value");
        return draft => draft.Set(spec, value);
    }

    private Action<FrameDraft> Histogram(EventFields fields)
    {
        var spec = series.Spec(fields, SeriesKind.Histogram, fields.MetricName("name"), "", fields.Labels());
        var value = fields.NotNegative("value");
        return draft => draft.Observe(spec, value);
    }

    private static Action<FrameDraft> Lifecycle(EventFields fields, long at)
    {
        var lifecycle = new LifecycleEvent { AtUs = at, Event = fields.Name("event") };
        switch (fields.Object("detail"))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.Object } detail:
                foreach (var property in detail.EnumerateObject())
                    lifecycle.Detail[property.Name] = property.Value.ToString();
                break;
            default:
                fields.Refuse(RejectionCode.FieldInvalid, "detail must be an object.");
                break;
        }

        return draft => draft.Happened(lifecycle);
    }

    private Action<FrameDraft> Gauge(EventFields fields, string metric, string unit, Label label, double? value) =>
        Gauge(fields, metric, unit, [label], value);

    private Action<FrameDraft> Gauge(EventFields fields, string metric, string unit, Label[] labels, double? value)
    {
        if (value is not { } given)
            return _ => { };

        var spec = series.Spec(fields, SeriesKind.Gauge, metric, unit, labels);
        return draft => draft.Set(spec, given);
    }

    private Action<FrameDraft> Counter(EventFields fields, string metric, Label label, double? value)
    {
        if (value is not { } given)
            return _ => { };

        var spec = series.Spec(fields, SeriesKind.Counter, metric, "", label);
        return draft => draft.Increase(spec, given);
    }

    private static Action<FrameDraft> Together(params Action<FrameDraft>[] parts) => draft =>
    {
        foreach (var part in parts)
            part(draft);
    };
}
