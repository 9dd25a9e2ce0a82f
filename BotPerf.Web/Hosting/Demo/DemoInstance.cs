using System.Globalization;
using BotPerf.Client;
using BotPerf.Shared.Metrics;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>One process of a simulated bot: its plan, told through the public SDK.</summary>
internal sealed class DemoInstance : IAsyncDisposable
{
    /// <summary>What the demo's circuit and rate limit are named.</summary>
    public const string Circuit = "model";
    public const string RateLimit = "POST /channels";

    /// <summary>How often Discord is told that one is there.</summary>
    public const double HeartbeatSeconds = 41.25;

    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(1);

    private readonly DemoBot _bot;
    private readonly string _name;
    private readonly DemoPlan _plan;
    private readonly PerformanceMonitor _monitor;
    private readonly DateTimeOffset _begun;
    private readonly Counter _hits, _misses;
    private bool _wasFaulted;
    private double _nextGauges, _nextHeartbeat;
    private double _nextEvent;

    public DemoInstance(DemoBot bot, int number, Uri server, string key, DateTimeOffset now)
    {
        _bot = bot;
        _name = bot.Instances[number];
        _plan = new DemoPlan(bot, seed: number + 1);
        _begun = now;
        _nextEvent = bot.Instances.Count > 1 ? 90 + 160 * number : double.PositiveInfinity;
        _monitor = new PerformanceMonitor(new BotPerfOptions
        {
            Url = server,
            Key = key,
            Instance = _name,
            Library = bot.Library,
            Version = bot.Version,
            ShardId = bot.Instances.Count > 1 ? number : null,
            ShardCount = bot.Instances.Count > 1 ? bot.Instances.Count : null,
            // The process is the server's own; the bot's figures come from its plan.
            Collectors = CollectorOptions.None,
            Instrumentation = InstrumentationOptions.None,
        });
        _hits = _monitor.Counter(MetricNames.CacheHits, (LabelNames.Cache, "responses"));
        _misses = _monitor.Counter(MetricNames.CacheMisses, (LabelNames.Cache, "responses"));
        // Beside the SDK's own "memory", so that the page has something to choose from.
        _monitor.OnHeal("response_time", (_, _) => Task.FromResult("simulated: the slow requests were let go"));
        _monitor.TrackLifecycle("deploy", ("version", bot.Version), ("commit", "4be1c0d"));
        _monitor.TrackLifecycle("ready", ("guilds", (bot.Guilds / bot.Instances.Count).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Tells what is left to tell, within the SDK's two seconds.</summary>
    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    public void Tick(DateTimeOffset now, TimeSpan tick)
    {
        var running = now - _begun;
        foreach (var execution in _plan.Tick(now, running, tick))
            Record(execution);

        if (running.TotalSeconds >= _nextGauges)
        {
            _nextGauges = Math.Floor(running.TotalSeconds) + 1;
            Measure(now, running);
        }

        Happen(running);
    }

    /// <summary>A pool of sixteen is full for some when thirteen are in use.</summary>
    public static int Waiting(DemoGauges gauges) => Math.Max(0, gauges.PoolActive - 13);

    private void Call(DemoCallee callee, double durationMs, bool failed)
    {
        (string, object?)[] labels = [.. callee.Labels.Select(label => (label.Name, (object?)label.Value))];
        _monitor.Histogram(callee.Durations, labels).Record(durationMs / 1_000);
        if (failed && callee.Errors is { } errors)
            _monitor.Counter(errors, labels).Add();
    }

    private void Record(DemoExecution execution)
    {
        var (command, durationMs, ackMs, error) = execution;
        _monitor.TrackCommandExecution(
            command.Name, durationMs, error is null, command.Module, command.Kind, ackMs, error);
        _monitor.TrackDatabaseQuery(
            _plan.Chance() < 0.8 ? "SELECT" : "UPDATE", _plan.Around(6, 0.6), _plan.Chance() >= DemoWork.FailedShare(_wasFaulted));
        DemoCalls.Make(_plan, _wasFaulted, Call);
        (_plan.Chance() < 0.83 ? _hits : _misses).Add();
        for (var messages = _bot.MessagesPerCommand * 2 * _plan.Chance(); messages >= 1; messages--)
            _monitor.TrackMessageProcessing(_plan.Around(3, 0.5));
    }

    private void Measure(DateTimeOffset now, TimeSpan running)
    {
        var gauges = _plan.Gauges(now, running);
        foreach (var figure in DemoFigures.Of(_bot, _plan, gauges, new DemoMoment(now, running, s_measured, Growth: 1)))
            Tell(figure);
        _monitor.TrackWebSocketLatency(gauges.GatewayMs, "gateway:" + _name);
        if (running.TotalSeconds >= _nextHeartbeat)
        {
            _nextHeartbeat += HeartbeatSeconds;
            _monitor.TrackHeartbeat(gauges.GatewayMs, "gateway:" + _name);
        }

        _monitor.TrackDispatch("gateway:" + _name);
        _monitor.TrackRateLimit(RateLimit, gauges.RateLimitUsed, 5, 800);
        _monitor.UpdateConnectionPoolMetrics(new ConnectionPoolMetrics
        {
            ActiveConnections = gauges.PoolActive,
            IdleConnections = 16 - gauges.PoolActive,
            WaitingRequests = Waiting(gauges),
        });
    }

    private void Tell(DemoFigure figure)
    {
        ReadOnlySpan<(string, object?)> labels = figure.Label is var (name, value) ? [(name, value)] : [];
        if (figure.IsCounter)
            _monitor.Counter(figure.Metric, labels).Add(figure.Value);
        else
            _monitor.Gauge(figure.Metric, labels).Set(figure.Value);
    }

    private void Happen(TimeSpan running)
    {
        var faulted = _plan.IsFaulted(running);
        if (faulted != _wasFaulted)
        {
            foreach (var state in new[] { "closed", "open", "half-open" })
            {
                _monitor.Gauge(MetricNames.CircuitState, (LabelNames.Circuit, Circuit), (LabelNames.State, state))
                    .Set(state == (faulted ? "open" : "closed") ? 1 : 0);
            }
        }

        _wasFaulted = faulted;
        if (running.TotalSeconds < _nextEvent)
            return;

        // A gateway asks its shards to reconnect from time to time; only the sharded bot shows it.
        _nextEvent += 1_800;
        _monitor.TrackGatewayDisconnected(reason: "the gateway asked to reconnect");
        _monitor.TrackGatewayResumed();
    }
}
