using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>What a batch was made into.</summary>
/// <param name="Frames">One for each second of the events, oldest first.</param>
/// <param name="Accepted">Events that are in the frames.</param>
/// <param name="Rejected">The others, each with the rule it broke.</param>
internal sealed record EventTranslation(IReadOnlyList<Frame> Frames, int Accepted, IReadOnlyList<Rejection> Rejected);

/// <summary>Turns a JSON batch into frames. A wrong event costs itself and no other. Pure.</summary>
internal sealed class EventTranslator
{
    private const string Seconds = "seconds";
    private const string Bytes = "bytes";
    private const double MsPerSecond = 1_000;
    private const long MicrosPerSecond = 1_000_000;

    private static readonly Fault NotUnicode = new(RejectionCode.FieldInvalid, "A text of the event is not valid Unicode.");

    private readonly SortedDictionary<long, FrameDraft> _drafts = [];
    private readonly Dictionary<string, SeriesKind> _kinds = [];
    private readonly Dictionary<string, SeriesKind> _kindsOfEvent = [];
    private readonly Func<string, SeriesKind?> _kindOf;

    private EventTranslator(Func<string, SeriesKind?> kindOf) => _kindOf = kindOf;

    /// <param name="batch">What to translate.</param>
    /// <param name="receivedUs">The time of events that have none, Unix microseconds.</param>
    /// <param name="oldestUs">Older events are rejected.</param>
    /// <param name="newestUs">Later events are rejected.</param>
    /// <param name="kindOf">The kind a metric has in the database, null when it is new.</param>
    public static EventTranslation Translate(
        EventBatch batch, long receivedUs, long oldestUs, long newestUs, Func<string, SeriesKind?> kindOf)
    {
        var translator = new EventTranslator(kindOf);
        var rejected = new List<Rejection>();
        for (var i = 0; i < batch.Events.Count; i++)
        {
            if (translator.TakeOrRefuse(batch.Events[i], receivedUs, oldestUs, newestUs) is { } fault)
                rejected.Add(new Rejection(i, fault.Code, fault.Message));
        }

        var frames = translator._drafts.Values.Select((draft, number) => draft.Build(number == 0 ? batch.Info : null)).ToList();
        return new EventTranslation(frames, batch.Events.Count - rejected.Count, rejected);
    }

    private Fault? TakeOrRefuse(JsonElement json, long receivedUs, long oldestUs, long newestUs)
    {
        try
        {
            return Take(json, receivedUs, oldestUs, newestUs);
        }
        catch (InvalidOperationException)
        {
            // How JsonElement says that a text's bytes are not UTF-8, or that an escape is half a surrogate pair.
            return NotUnicode;
        }
    }

    private Fault? Take(JsonElement json, long receivedUs, long oldestUs, long newestUs)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return new Fault(RejectionCode.FieldInvalid, "An event must be a JSON object.");

        _kindsOfEvent.Clear();
        var fields = new EventFields(json);
        var at = fields.At(receivedUs, oldestUs, newestUs);
        var apply = Read(fields, at);
        if (fields.Fault is { } fault)
            return fault;

        // Only now, when everything about the event is known to be right, does anything change.
        var second = at / MicrosPerSecond;
        if (!_drafts.TryGetValue(second, out var draft))
            _drafts.Add(second, draft = new FrameDraft());
        foreach (var (metric, kind) in _kindsOfEvent)
            _kinds[metric] = kind;
        draft.Saw(at);
        apply(draft);
        return null;
    }

    private Action<FrameDraft> Read(EventFields fields, long at)
    {
        var type = fields.Name("type");
        switch (type)
        {
            case "command":
                return Command(fields, at);
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

    private Action<FrameDraft> Command(EventFields fields, long at)
    {
        Label[] labels =
        [
            new(LabelNames.Command, fields.Name("name")),
            new(LabelNames.Module, fields.OptionalText("module") ?? ""),
            new(LabelNames.Kind, fields.OptionalText("kind") ?? ""),
        ];
        var durationMs = fields.Duration("durationMs");
        var ackMs = fields.OptionalDuration("ackMs");
        var success = fields.Success();
        var (errorType, errorMessage, errorStack) = Error(fields);
        var (guild, channel, user) = (fields.OptionalText("guild"), fields.OptionalText("channel"), fields.OptionalText("user"));
        var duration = Spec(fields, SeriesKind.Histogram, MetricNames.CommandDuration, Seconds, labels);
        var ack = Spec(fields, SeriesKind.Histogram, MetricNames.CommandAck, Seconds, labels);
        var errors = Spec(fields, SeriesKind.Counter, MetricNames.CommandErrors, "", labels);

        return draft =>
        {
            var series = draft.Observe(duration, durationMs / MsPerSecond);
            if (ackMs is { } acknowledged)
                draft.Observe(ack, acknowledged / MsPerSecond);

            var error = 0;
            if (!success)
            {
                draft.Increase(errors, 1);
                error = draft.Fail(series + 1, errorType, errorMessage, errorStack);
            }

            // `at` is when the command began.
            draft.Execute(series, at, durationMs, ackMs, error, guild, channel, user);
        };
    }

    /// <summary>The field <c>error</c> is a text, or an object of type, message and stack.</summary>
    private static (string Type, string Message, string Stack) Error(EventFields fields)
    {
        const string unnamed = "error";
        switch (fields.Object("error"))
        {
            case { ValueKind: JsonValueKind.String } text:
                var message = text.GetString()!;
                return (unnamed, message[..Math.Min(message.Length, WireLimits.MaxErrorMessageLength)], "");
            case { ValueKind: JsonValueKind.Object } error:
                var type = fields.CutText(error, "type", WireLimits.MaxNameLength);
                return (type.Length > 0 ? type : unnamed,
                    fields.CutText(error, "message", WireLimits.MaxErrorMessageLength),
                    fields.CutText(error, "stack", WireLimits.MaxErrorStackLength));
            case null:
                return (unnamed, "", "");
            default:
                fields.Refuse(RejectionCode.FieldInvalid, "error must be a text, or an object of type, message and stack.");
                return (unnamed, "", "");
        }
    }

    private Action<FrameDraft> Timed(EventFields fields, string metric, string errorMetric, string label, string field)
    {
        Label[] labels = [new(label, fields.OptionalText(field) ?? "")];
        var seconds = fields.Duration("durationMs") / MsPerSecond;
        var success = fields.Success();
        var duration = Spec(fields, SeriesKind.Histogram, metric, Seconds, labels);
        var errors = Spec(fields, SeriesKind.Counter, errorMetric, "", labels);
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
        var seconds = fields.Duration("ms") / MsPerSecond;
        var spec = Spec(fields, SeriesKind.Gauge, MetricNames.WebSocketLatency, Seconds, connection);
        return draft => draft.Set(spec, seconds);
    }

    private Action<FrameDraft> RateLimit(EventFields fields)
    {
        var bucket = new Label(LabelNames.Bucket, fields.Name("bucket"));
        return Together(
            Gauge(fields, MetricNames.RateLimitUsed, "", bucket, fields.NotNegative("current")),
            Gauge(fields, MetricNames.RateLimitMax, "", bucket, fields.NotNegative("maximum")),
            Gauge(fields, MetricNames.RateLimitReset, Seconds, bucket, fields.OptionalDuration("resetInMs") / MsPerSecond));
    }

    private Action<FrameDraft> Pool(EventFields fields)
    {
        var pool = new Label(LabelNames.Pool, fields.OptionalText("name") ?? "");
        var waits = fields.Durations("waitMs").Select(ms => ms / MsPerSecond).ToList();
        var wait = Spec(fields, SeriesKind.Histogram, MetricNames.PoolWait, Seconds, pool);
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
        var spec = Spec(fields, SeriesKind.Counter, fields.MetricName("name"), "", fields.Labels());
        var value = fields.OptionalNotNegative("value") ?? 1;
        return draft => draft.Increase(spec, value);
    }

    private Action<FrameDraft> Gauge(EventFields fields)
    {
        var spec = Spec(fields, SeriesKind.Gauge, fields.MetricName("name"), "", fields.Labels());
        var value = fields.Number("value");
        return draft => draft.Set(spec, value);
    }

    private Action<FrameDraft> Histogram(EventFields fields)
    {
        var spec = Spec(fields, SeriesKind.Histogram, fields.MetricName("name"), "", fields.Labels());
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

        var spec = Spec(fields, SeriesKind.Gauge, metric, unit, labels);
        return draft => draft.Set(spec, given);
    }

    private Action<FrameDraft> Counter(EventFields fields, string metric, Label label, double? value)
    {
        if (value is not { } given)
            return _ => { };

        var spec = Spec(fields, SeriesKind.Counter, metric, "", label);
        return draft => draft.Increase(spec, given);
    }

    private static Action<FrameDraft> Together(params Action<FrameDraft>[] parts) => draft =>
    {
        foreach (var part in parts)
            part(draft);
    };

    // A name has one kind for good: an event that uses it as another is wrong, and must not spoil its batch.
    private SeriesSpec Spec(EventFields fields, SeriesKind kind, string metric, string unit, params ReadOnlySpan<Label> labels)
    {
        var spec = SeriesSpec.Create(kind, metric, unit, labels);
        if (!_kinds.TryGetValue(metric, out var known))
            known = _kindOf(metric) ?? kind;
        if (known != kind)
            fields.Refuse(RejectionCode.FieldInvalid, $"{metric} is a {known.ToString().ToLowerInvariant()} and cannot be used as a {kind.ToString().ToLowerInvariant()}.");
        _kindsOfEvent[metric] = known;
        return spec;
    }
}
