using BotPerf.Client.Recording;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private readonly TrackedResources _resources;

    /// <summary>
    /// What a cache did since the call before: <c>cache_hits_total</c> and its neighbours. A negative figure leaves the call
    /// out and counts it as a loss. <see cref="WatchCache"/> does it by itself for an <c>IMemoryCache</c>. [000 004]
    /// </summary>
    /// <param name="name">Which cache.</param>
    /// <param name="hits">Look-ups that found something, since the call before.</param>
    /// <param name="misses">Look-ups that found nothing, since the call before.</param>
    /// <param name="evictions">Entries given up, since the call before.</param>
    /// <param name="entries">Entries now; null: not known.</param>
    /// <param name="bytes">Their size now, bytes; null: not known.</param>
    public void TrackCache(
        string name, long hits = 0, long misses = 0, long evictions = 0, long? entries = null, long? bytes = null)
    {
        if (!IsEnabled || !AreAllowed(Math.Min(Math.Min(hits, misses), Math.Min(evictions, Math.Min(entries ?? 0, bytes ?? 0)))))
            return;
        if (_resources.Caches.Find(name) is not { } series)
            return;

        series.Hits?.Add(hits);
        series.Misses?.Add(misses);
        series.Evictions?.Add(evictions);
        if (entries is { } count)
            series.Entries?.Set(count);
        if (bytes is { } size)
            series.Bytes?.Set(size);
    }

    /// <summary>
    /// The state a circuit breaker is in now: <c>circuit_state</c>. Polly's tell it by themselves
    /// (<see cref="InstrumentationOptions.Polly"/>). [004]
    /// </summary>
    /// <param name="name">Which circuit, e.g. <c>gemini</c>.</param>
    /// <param name="state">Anything that is no state is left out and counted as a loss.</param>
    public void TrackCircuit(string name, CircuitState state)
    {
        if (!IsEnabled)
            return;
        if (state is CircuitState.Closed or CircuitState.Open or CircuitState.HalfOpen)
            _resources.Circuits.Find(name)?.Set(state);
        else
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.NameInvalid);
    }

    /// <summary>How much work waits its turn: <c>queue_length</c>. [000]</summary>
    /// <param name="length">A negative one is left out and counted as a loss.</param>
    public void TrackQueueLength(long length)
    {
        if (IsEnabled && AreAllowed(length))
            Set(_resources.QueueLength, length);
    }

    /// <summary>How many conversations wait for a next message: <c>active_conversations</c>. [004]</summary>
    /// <param name="conversations">A negative number is left out and counted as a loss.</param>
    public void TrackActiveConversations(long conversations)
    {
        if (IsEnabled && AreAllowed(conversations))
            Set(_resources.Conversations, conversations);
    }

    /// <summary>
    /// One operation of a data store: a file, a key-value store, whatever keeps the bot's data and is no database with
    /// queries. <c>data_store_operation_duration_seconds</c>, <c>…_errors_total</c>, <c>…_bytes_total</c>. [004]
    /// </summary>
    /// <param name="store">Which store, e.g. <c>conversations</c>.</param>
    /// <param name="operation"><c>save</c>, <c>load</c>, … Few different ones: no keys.</param>
    /// <param name="durationMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="bytes">Bytes moved; null: not known. A negative number is left out and counted as a loss.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackDataStore(string store, string operation, double durationMs, long? bytes = null, bool success = true)
    {
        if (!IsEnabled || !IsSample(durationMs))
            return;

        var series = _resources.Stores.Find(store, operation);
        Record(series?.Outcome, durationMs, success);
        if (bytes is { } moved && AreAllowed(moved))
            series?.Bytes?.Add(moved);
    }

    /// <summary>An operation of a data store begins now and ends when the scope is disposed. [004]</summary>
    /// <param name="store">Which store, e.g. <c>conversations</c>.</param>
    /// <param name="operation"><c>save</c>, <c>load</c>, … Few different ones: no keys.</param>
    public TimedScope BeginDataStore(string store, string operation) =>
        IsEnabled ? Begin(_resources.Stores.Find(store, operation)?.Outcome) : default;

    /// <summary>One call of another service: <c>api_call_duration_seconds</c>, <c>api_call_errors_total</c>. [002 004]</summary>
    /// <param name="service">Which service, e.g. <c>gemini</c>; no addresses with ids.</param>
    /// <param name="durationMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackApiCall(string service, double durationMs, bool success = true) =>
        TrackOutcome(_names.ApiCalls, service, durationMs, success);

    /// <summary>The same with a <see cref="TimeSpan"/>.</summary>
    /// <param name="service">Which service, e.g. <c>gemini</c>; no addresses with ids.</param>
    /// <param name="duration">Not negative.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackApiCall(string service, TimeSpan duration, bool success = true) =>
        TrackApiCall(service, duration.TotalMilliseconds, success);

    /// <summary>A call of another service begins now and ends when the scope is disposed. [002 004]</summary>
    /// <param name="service">Which service, e.g. <c>gemini</c>; no addresses with ids.</param>
    public TimedScope BeginApiCall(string service) => Begin(_names.ApiCalls, service);

    private bool AreAllowed(long least)
    {
        if (least >= 0)
            return true;
        _recorder.Losses.Refuse(LossNames.Updates, LossNames.Negative);
        return false;
    }
}
