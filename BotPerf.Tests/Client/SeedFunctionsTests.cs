using System.Collections.Concurrent;
using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

/// <summary>Every function and every event of document 000, under its .NET name.</summary>
public sealed class SeedFunctionsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Functions_OfTheFirstSeed_AllAnswer()
    {
        // initialize(config)
        await using var monitor = Monitor(new ThresholdOptions { CommandExecution = 500 });

        monitor.TrackCommandExecution("help", 1_500, success: true);
        monitor.TrackMessageProcessing(3.5, "text", success: true);
        monitor.TrackDatabaseQuery("SELECT", 25, success: false);
        monitor.TrackWebSocketLatency(87, "gateway:0");
        monitor.TrackRateLimit("POST /channels", 4, 5, 800);
        monitor.UpdateConnectionPoolMetrics(new ConnectionPoolMetrics
        {
            ActiveConnections = 5, IdleConnections = 10, WaitingRequests = 2, QueryWaitTimesMs = [10, 15, 20],
        });
        monitor.CutFrame();

        Assert.Equal(1.5, Assert.Single(monitor.GetMetrics().Commands).Durations.Max, 1e-9);
        var detailed = monitor.GetDetailedMetrics();
        var latency = detailed.Single(reading => reading.Name == MetricNames.WebSocketLatency);
        Assert.Equal(0.087, latency.Value!.Value, 1e-9);
        Assert.Equal(0.087, Assert.Single(latency.History).Value, 1e-9);
        Assert.Equal(1, detailed.Single(reading => reading.Name == MetricNames.QueryErrors).Value);
        Assert.Equal(5, detailed.Single(reading => reading.Name == MetricNames.RateLimitMax).Value);
        Assert.Equal(3, detailed.Single(reading => reading.Name == MetricNames.PoolWait).Distribution!.Count);

        var history = Assert.Single(monitor.GetHistory("command_duration_seconds", TimeSpan.FromMinutes(1)));
        Assert.Equal((1, 1.5), (Assert.Single(history.Points).Count, Math.Round(history.Points[0].Max, 9)));
        Assert.Empty(monitor.GetHistory("nobody_has_this"));

        Assert.Contains("bot_command_duration_seconds_count{command=\"help\"} 1", monitor.ExportMetrics(MetricsFormat.Prometheus), StringComparison.Ordinal);
        Assert.Contains("\"command_duration_seconds\"", monitor.ExportMetrics(MetricsFormat.Json), StringComparison.Ordinal);

        await Eventually.TrueAsync("the alert is there", () => monitor.Alerts.Count > 0);
        var alert = Assert.Single(monitor.Alerts);
        Assert.Equal(("command_execution", "help", 1_500), (alert.Kind, alert.Target, Math.Round(alert.Value!.Value)));
        await Eventually.TrueAsync("the gauge is there", () => monitor.ExportMetrics(MetricsFormat.Prometheus)
            .Contains("bot_alerts_active{severity=\"high\"} 1", StringComparison.Ordinal));
        Assert.True(monitor.AcknowledgeAlert(alert.Id));
        Assert.False(monitor.AcknowledgeAlert("no such alert"));
        Assert.Equal(0, monitor.ClearAlerts(TimeSpan.FromHours(1)));
        Assert.Equal(1, monitor.ClearAlerts());

        Assert.Empty(monitor.GetSuggestions());
        for (var i = 0; i < 10; i++)
            monitor.TrackDatabaseQuery("UPDATE", 150);
        Assert.Equal(("database", "UPDATE"), Assert.Single(monitor.GetSuggestions()) switch { var found => (found.Kind, found.Target) });

        await monitor.ShutdownAsync();
    }

    [Fact]
    public async Task Events_OfTheFirstSeed_AllArrive()
    {
        var heard = new ConcurrentDictionary<string, object>();
        await using var monitor = Monitor(new ThresholdOptions());
        monitor.CollectionStarted += (_, change) => heard["collectionStarted"] = change.Reason;
        monitor.CollectionStopped += (_, change) => heard["collectionStopped"] = change.Reason;
        // The next interval has no slow query: its alert ends again.
        monitor.Alert += (_, alert) => heard.TryAdd("alert", (alert.Kind, alert.Target, alert.State));
        monitor.MemoryMetrics += (_, memory) => heard["memoryMetrics"] = memory.HeapBytes!;
        monitor.CpuMetrics += (_, cpu) => heard["cpuMetrics"] = cpu.Percent;
        monitor.CommandExecution += (_, _) => throw new InvalidOperationException("A handler of the bot may fail.");
        monitor.CommandExecution += (sender, command) => heard["commandExecution"] = (sender == monitor, command);
        monitor.MessageProcessing += (_, message) => heard["messageProcessing"] = message;
        monitor.DatabaseQuery += (_, query) => heard["databaseQuery"] = query;
        monitor.WebsocketLatency += (_, latency) => heard["websocketLatency"] = latency;
        monitor.OptimizationSuggestions += (_, suggestions) => heard["optimizationSuggestions"] = suggestions.Single().Target;

        monitor.TrackCommandExecution("help", 250, success: false, module: "General", kind: "slash", acknowledgedAfterMs: 50);
        monitor.TrackMessageProcessing(3, "dm");
        for (var i = 0; i < 10; i++)
            monitor.TrackDatabaseQuery("SELECT", 250);
        monitor.TrackWebSocketLatency(40, "gateway:0");
        monitor.Gauge(MetricNames.HeapBytes).Set(1_000_000);
        monitor.Gauge(MetricNames.CpuPercent).Set(12.5);
        monitor.CutFrame();
        await Eventually.TrueAsync("the events of the interval arrive", () => heard.ContainsKey("optimizationSuggestions"));
        await monitor.ShutdownAsync();

        Assert.Equal("start", heard["collectionStarted"]);
        Assert.Equal("shutdown", heard["collectionStopped"]);
        Assert.Equal(("database_query", "SELECT", AlertState.Open), heard["alert"]);
        Assert.Equal(1_000_000.0, heard["memoryMetrics"]);
        Assert.Equal(12.5, heard["cpuMetrics"]);
        Assert.Equal(
            (true, new CommandExecuted("help", "General", "slash", Milliseconds(250), false, Milliseconds(50))), heard["commandExecution"]);
        Assert.Equal(new MessageProcessed("dm", Milliseconds(3), true), heard["messageProcessing"]);
        Assert.Equal(new DatabaseQueried("SELECT", Milliseconds(250), true), heard["databaseQuery"]);
        Assert.Equal(new LatencyMeasured("gateway:0", Milliseconds(40)), heard["websocketLatency"]);
        Assert.Equal("SELECT", heard["optimizationSuggestions"]);
        Assert.Equal(10, heard.Count);
    }

    [Fact]
    public async Task Events_OfScopes_ArriveToo()
    {
        var heard = new List<string>();
        await using var monitor = Monitor(new ThresholdOptions());
        monitor.CommandExecution += (_, command) => heard.Add($"{command.Command} {command.Duration.TotalMilliseconds:0} {command.Success}");
        monitor.MessageProcessing += (_, message) => heard.Add($"{message.ChannelType} {message.Duration.TotalMilliseconds:0}");
        monitor.DatabaseQuery += (_, query) => heard.Add($"{query.Type} {query.Success}");

        using (var command = monitor.BeginCommand("play"))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(30));
            command.Fail();
        }

        monitor.BeginMessage("thread").Dispose();
        using (var query = monitor.BeginQuery("DELETE"))
            query.Fail();
        monitor.Timer("other_seconds").Begin().Dispose();

        Assert.Equal(["play 30 False", "thread 0", "DELETE False"], heard);
    }

    private PerformanceMonitor Monitor(ThresholdOptions thresholds) => new(
        new BotPerfOptions { Collectors = CollectorOptions.None, Thresholds = thresholds }, logger: null, _clock, _ => null);

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromSeconds(value / 1000);
}
