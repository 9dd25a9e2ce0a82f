using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class TrackedResourcesTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly PerformanceMonitor _monitor;

    public TrackedResourcesTests()
    {
        var options = new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None, ShardCount = 4 };
        options.Collectors.Bot.Enabled = true;
        _monitor = new PerformanceMonitor(options, logger: null, _clock, _ => null);
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    [Fact]
    public void TrackCache_Twice_AddsIncreasesAndKeepsTheLastSize()
    {
        _monitor.TrackCache("responses", hits: 10, misses: 2, entries: 100, bytes: 12_345);
        _monitor.TrackCache("responses", hits: 5, evictions: 1, entries: 90);

        Assert.Equal((15, 2, 1, 90, 12_345), (Of(MetricNames.CacheHits), Of(MetricNames.CacheMisses), Of(MetricNames.CacheEvictions),
            Of(MetricNames.CacheEntries), Of(MetricNames.CacheBytes)));
    }

    [Fact]
    public void TrackCircuit_StateChanges_ExactlyOneStateIsOne()
    {
        _monitor.TrackCircuit("gemini", CircuitState.Open);
        _monitor.TrackCircuit("gemini", CircuitState.HalfOpen);

        Assert.Equal([("closed", 0), ("half-open", 1), ("open", 0)], _monitor.GetDetailedMetrics()
            .Where(reading => reading.Name == MetricNames.CircuitState)
            .Select(reading => (reading.Labels[LabelNames.State], reading.Value!.Value)).Order());
    }

    [Fact]
    public void TrackDataStore_Operations_AreTimedCountedAndWeighed()
    {
        _monitor.TrackDataStore("conversations", "save", 20, bytes: 512);
        _monitor.TrackDataStore("conversations", "save", 40, bytes: 1_024, success: false);
        using (_monitor.BeginDataStore("conversations", "load"))
            _clock.Advance(TimeSpan.FromMilliseconds(250));

        var saves = _monitor.Reading(MetricNames.StoreDuration, LabelNames.Operation, "save")!;
        Assert.Equal(("conversations", 2, 0.06), (saves.Labels[LabelNames.Store], saves.Distribution!.Count, Math.Round(saves.Distribution.Sum, 6)));
        Assert.Equal((1, 1_536), (Of(MetricNames.StoreErrors), Of(MetricNames.StoreBytes)));
        Assert.Equal(0.25, _monitor.Reading(MetricNames.StoreDuration, LabelNames.Operation, "load")!.Distribution!.Max, 6);
    }

    [Fact]
    public void TrackApiCall_AndScope_AreOneMetricByService()
    {
        _monitor.TrackApiCall("gemini", 350);
        using (var call = _monitor.BeginApiCall("gemini"))
            call.Fail();

        Assert.Equal(2, _monitor.Reading(MetricNames.ApiCallDuration, LabelNames.Service, "gemini")!.Distribution!.Count);
        Assert.Equal(1, Of(MetricNames.ApiCallErrors));
    }

    [Fact]
    public void Figures_Negative_AreRefusedAndCounted()
    {
        _monitor.TrackCache("responses", hits: -1);
        _monitor.TrackQueueLength(-1);
        _monitor.TrackActiveConversations(-1);
        _monitor.TrackHeartbeat(-1);
        _monitor.TrackHeartbeat(double.NaN);
        _monitor.TrackDataStore("conversations", "save", -1);
        _monitor.TrackApiCall("gemini", double.PositiveInfinity);

        Assert.Empty(_monitor.GetDetailedMetrics());
        Assert.Equal(
            [("samples", "duration_negative", 1), ("samples", "not_finite", 1), ("updates", "duration_negative", 4), ("updates", "not_finite", 1)],
            _monitor.Delivery.Losses.Select(loss => (loss.What, loss.Reason, loss.Count)).Order());
    }

    [Fact]
    public async Task Gateway_HeartbeatsStop_AgesGrow()
    {
        _monitor.TrackHeartbeat(42, "gateway:0");
        _monitor.TrackDispatch("gateway:0");
        _clock.Advance(TimeSpan.FromSeconds(10));
        _monitor.TrackDispatch("gateway:0");

        await Eventually.TrueAsync("ages are measured", () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            return Of(MetricNames.HeartbeatAge) is { } heartbeat && Of(MetricNames.DispatchAge) is { } dispatch
                && Math.Abs(heartbeat - dispatch - 10) < 0.001 && dispatch > 0;
        });
        Assert.Equal(0.042, Of(MetricNames.WebSocketLatency)!.Value, 6);
    }

    [Fact]
    public void Gateway_ShardsComeAndGo_AreCountedOfThoseConfigured()
    {
        _monitor.TrackGatewayReady(0);
        _monitor.TrackGatewayReady(1);
        _monitor.TrackGatewayDisconnected(1, "4000: session timed out");
        _monitor.TrackGatewayResumed(0);

        Assert.Equal((1, 4), (Of(MetricNames.ShardsConnected), Of(MetricNames.ShardsConfigured)));
        Assert.Equal(1, _monitor.Value(MetricNames.GatewayDisconnected, LabelNames.Connection, "gateway:1"));
        Assert.Equal(1, _monitor.Value(MetricNames.GatewayResumed, LabelNames.Connection, "gateway:0"));
    }

    [Fact]
    public void Acknowledgements_AfterThreeSeconds_AreDeadlineMisses()
    {
        _monitor.TrackCommandExecution("help", 4_000, kind: "slash", acknowledgedAfterMs: 3_000);
        _monitor.TrackCommandExecution("help", 4_000, kind: "slash", acknowledgedAfterMs: 3_001);
        _monitor.TrackCommandExecution("help", 4_000, kind: "slash");

        var misses = _monitor.Reading(MetricNames.AckDeadlineMisses)!;
        Assert.Equal((1, "help", "slash"), (misses.Value, misses.Labels[LabelNames.Command], misses.Labels[LabelNames.Kind]));
    }

    private double? Of(string metric) => _monitor.Value(metric);
}
