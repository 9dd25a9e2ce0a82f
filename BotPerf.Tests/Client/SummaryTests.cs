using System.Text.Json;
using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class SummaryTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task GetMetrics_BeforeAndAfterAFrame_ShowsAllSinceTheStart()
    {
        await using var monitor = Monitor();
        for (var i = 1; i <= 100; i++)
            monitor.TrackCommandExecution("help", i, success: i > 10, module: "General");
        monitor.CutFrame();
        monitor.TrackCommandExecution("help", 101, module: "General");
        monitor.TrackCommandExecution("ping", 1);
        _clock.Advance(TimeSpan.FromSeconds(90));

        var metrics = monitor.GetMetrics();

        Assert.Equal((TimeSpan.FromSeconds(90), 102, 10), (metrics.Uptime, metrics.Executions, metrics.Errors));
        var help = metrics.Commands[0];
        Assert.Equal(("help", "General", null, 101, 10), (help.Name, help.Module, help.Kind, help.Durations.Count, help.Errors));
        Assert.Equal(10 / 101.0, help.ErrorRate, 1e-9);
        Assert.Equal(0.051, help.Durations.P50, 0.051 * 0.01);
        Assert.Equal(0.051, help.Durations.Average, 1e-9);
        Assert.Equal(0.001, help.Durations.Min, 1e-9);
        Assert.Equal(0.101, help.Durations.Max, 1e-9);
    }

    [Fact]
    public async Task ExportMetrics_HostileNames_AreEscapedInEachFormat()
    {
        await using var monitor = Monitor();
        monitor.TrackCommandExecution("=cmd(\"a\\\")", 250);
        monitor.Counter("sent_total", ("channel", "public,dm")).Add(3);
        monitor.Gauge("guilds").Set(7);

        var prometheus = monitor.ExportMetrics(MetricsFormat.Prometheus);
        Assert.Contains("# TYPE bot_command_duration_seconds summary\n", prometheus);
        Assert.Contains("bot_command_duration_seconds{command=\"=cmd(\\\"a\\\\\\\")\",quantile=\"0.99\"} 0.25\n", prometheus);
        Assert.Contains("bot_sent_total{channel=\"public,dm\"} 3\n", prometheus);
        Assert.Contains("bot_guilds 7\n", prometheus);

        var csv = monitor.ExportMetrics(MetricsFormat.Csv);
        Assert.Contains("sent_total,\"channel=public,dm\",counter,,3,,,,,,,,\n", csv);
        Assert.All(csv.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.False(line.StartsWith('=')));

        using var json = JsonDocument.Parse(monitor.ExportMetrics());
        Assert.Equal(3, json.RootElement.GetArrayLength());
        Assert.Equal("histogram", json.RootElement[0].GetProperty("kind").GetString());
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None }, logger: null, _clock, _ => null);
}
