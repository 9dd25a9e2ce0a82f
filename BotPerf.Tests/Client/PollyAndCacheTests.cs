using System.Diagnostics.Metrics;
using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;

namespace BotPerf.Tests.Client;

public sealed class PollyAndCacheTests
{
    [Fact]
    public async Task Polly_CircuitOpensAndCloses_ItsStateFollows()
    {
        using var meter = new Meter("Polly");
        var telemetry = new MeteringListener(meter);
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Polly = true);
        await Eventually.TrueAsync("it listens", () => telemetry.IsEnabled);
        var control = new CircuitBreakerManualControl();
        var pipeline = new ResiliencePipelineBuilder { Name = "gemini", TelemetryListener = telemetry }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { MinimumThroughput = 2, ManualControl = control }).Build();

        for (var i = 0; i < 2; i++)
            Assert.Throws<TimeoutException>(() => pipeline.Execute(() => throw new TimeoutException()));
        Assert.Throws<BrokenCircuitException>(() => pipeline.Execute(() => { }));
        Assert.Equal((0, 1, 0), States(monitor));

        await control.CloseAsync();
        Assert.Equal((1, 0, 0), States(monitor));
    }

    [Fact]
    public async Task WatchCache_StatisticsKept_BecomeIncreases()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions { TrackStatistics = true, SizeLimit = 1_000 });
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Caches = true);
        monitor.WatchCache("responses", cache);

        cache.Set("a", 1, new MemoryCacheEntryOptions { Size = 10 });
        cache.TryGetValue("a", out _);
        cache.TryGetValue("a", out _);
        cache.TryGetValue("b", out _);

        await Eventually.TrueAsync("they are read", () => monitor.Value(MetricNames.CacheHits, LabelNames.Cache, "responses") == 2
            && monitor.Value(MetricNames.CacheMisses) == 1 && monitor.Value(MetricNames.CacheEntries) == 1);
        Assert.Equal(10, monitor.Value(MetricNames.CacheBytes));
    }

    [Fact]
    public async Task WatchCache_WithoutStatistics_IsToldOnce()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var log = new ListLogger();
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Caches = true, log);

        monitor.WatchCache("responses", cache);

        await Eventually.TrueAsync("it is told", () => log.Lines.Any(line => line.Contains("TrackStatistics")));
        Assert.Null(monitor.Value(MetricNames.CacheHits));
    }

    [Fact]
    public async Task WatchCache_ACacheNobodyHolds_IsCollected()
    {
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Caches = true);
        var cache = Watched(monitor);

        await Eventually.TrueAsync("it is gone", () =>
        {
            GC.Collect();
            return !cache.IsAlive;
        });

        static WeakReference Watched(PerformanceMonitor monitor)
        {
#pragma warning disable CA2000 // Nobody is to hold it.
            var cache = new MemoryCache(new MemoryCacheOptions { TrackStatistics = true });
#pragma warning restore CA2000
            monitor.WatchCache("forgotten", cache);
            return new WeakReference(cache);
        }
    }

    private static (double? Closed, double? Open, double? HalfOpen) States(PerformanceMonitor monitor)
    {
        var states = monitor.GetDetailedMetrics()
            .Where(reading => reading.Name == MetricNames.CircuitState && reading.Labels[LabelNames.Circuit] == "gemini")
            .ToDictionary(reading => reading.Labels[LabelNames.State], reading => reading.Value);
        return (states["closed"], states["open"], states["half-open"]);
    }

    /// <summary>
    /// Polly.Extensions is such a listener, of the same names; it cannot be had from the package source here. The circuit
    /// below it is Polly's own.
    /// </summary>
    private sealed class MeteringListener(Meter meter) : TelemetryListener
    {
        private readonly Counter<int> _events = meter.CreateCounter<int>("resilience.polly.strategy.events");

        public bool IsEnabled => _events.Enabled;

        public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args) => _events.Add(1,
            new("event.name", args.Event.EventName), new("event.severity", args.Event.Severity.ToString()),
            new("pipeline.name", args.Source.PipelineName), new("pipeline.instance", args.Source.PipelineInstanceName),
            new("strategy.name", args.Source.StrategyName));
    }
}
