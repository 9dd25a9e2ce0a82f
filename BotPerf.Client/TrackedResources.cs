using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client;

/// <summary>The series of caches, circuits, data stores and the bot's own load, found by the name that comes with each call.</summary>
internal sealed class TrackedResources
{
    private readonly Lazy<GaugeSeries?> _queueLength;
    private readonly Lazy<GaugeSeries?> _conversations;

    public TrackedResources(SeriesRegistry registry)
    {
        _queueLength = new(() => registry.Gauge(MetricNames.QueueLength, "", holds: true).Series);
        _conversations = new(() => registry.Gauge(MetricNames.ActiveConversations, "", holds: true).Series);
        Caches = new((name, _, _) => CacheSeries.Create(registry, Texts.Name(name)));
        Circuits = new((name, _, _) => CircuitSeries.Create(registry, Texts.Name(name)));
        Stores = new((store, operation, _) => StoreSeries.Create(registry, Texts.Name(store), Texts.Name(operation)));
    }

    public NameTable<CacheSeries> Caches { get; }
    public NameTable<CircuitSeries> Circuits { get; }
    public NameTable<StoreSeries> Stores { get; }
    public GaugeSeries? QueueLength => _queueLength.Value;
    public GaugeSeries? Conversations => _conversations.Value;
}

internal sealed record CacheSeries(
    CounterSeries? Hits, CounterSeries? Misses, CounterSeries? Evictions, GaugeSeries? Entries, GaugeSeries? Bytes)
{
    public static (CacheSeries?, bool Keep) Create(SeriesRegistry registry, string name)
    {
        var (hits, full) = registry.Counter(MetricNames.CacheHits, "", LabelNames.Cache, name);
        return (new CacheSeries(
            hits,
            registry.Counter(MetricNames.CacheMisses, "", LabelNames.Cache, name).Series,
            registry.Counter(MetricNames.CacheEvictions, "", LabelNames.Cache, name).Series,
            registry.Gauge(MetricNames.CacheEntries, "", holds: false, LabelNames.Cache, name).Series,
            registry.Gauge(MetricNames.CacheBytes, "B", holds: false, LabelNames.Cache, name).Series), !full);
    }
}

/// <summary>One gauge a state, 1 for the state it is in. They hold: a circuit is told of only when it changes.</summary>
internal sealed class CircuitSeries(GaugeSeries?[] states)
{
    private static readonly string[] s_names = ["closed", "open", "half-open"];

    public void Set(CircuitState state)
    {
        for (var i = 0; i < states.Length; i++)
            states[i]?.Set(i == (int)state ? 1 : 0);
    }

    public static (CircuitSeries?, bool Keep) Create(SeriesRegistry registry, string name)
    {
        var made = s_names.Select(state =>
            registry.Gauge(MetricNames.CircuitState, "", holds: true, LabelNames.Circuit, name, LabelNames.State, state)).ToList();
        return (new CircuitSeries([.. made.Select(gauge => gauge.Series)]), !made.Exists(gauge => gauge.Full));
    }
}

internal sealed class StoreSeries(SeriesRegistry registry, OutcomeSeries outcome)
{
    private CounterSeries? _bytes;

    public OutcomeSeries Outcome => outcome;
    public CounterSeries? Bytes => _bytes ??= registry.Counter(MetricNames.StoreBytes, "B", outcome.Durations.Identity.Labels).Series;

    public static (StoreSeries?, bool Keep) Create(SeriesRegistry registry, string store, string operation)
    {
        // By name: the order in which all series keep their labels.
        var (durations, full) = registry.Histogram(
            MetricNames.StoreDuration, "s", LabelNames.Operation, operation, LabelNames.Store, store);
        return durations is null
            ? (null, false)
            : (new StoreSeries(registry, new OutcomeSeries(registry, durations, MetricNames.StoreErrors)), !full);
    }
}
