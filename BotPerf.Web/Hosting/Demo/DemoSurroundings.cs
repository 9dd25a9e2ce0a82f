using BotPerf.Client;
using BotPerf.Shared.Metrics;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>What is around a simulated process: its runtime's collections, its machine, and whom it talks to.</summary>
internal sealed class DemoSurroundings(PerformanceMonitor monitor, DemoPlan plan, string connection)
{
    private const double Gibibyte = 1024.0 * 1024 * 1024;
    private const string Model = "api.model.example";
    private const string Discord = "discord.com";

    private readonly Counter _received = monitor.Counter(MetricNames.NetworkReceived);
    private readonly Counter _sent = monitor.Counter(MetricNames.NetworkSent);
    private readonly Counter _pauses = monitor.Counter(MetricNames.GcPause);
    private readonly Counter[] _collections =
        [.. new[] { "0", "1", "2" }.Select(generation => monitor.Counter(MetricNames.GcCollections, (LabelNames.Generation, generation)))];

    /// <summary>With each command.</summary>
    public void Call(bool faulted)
    {
        if (plan.Chance() < 0.5)
            monitor.TrackDataStore("redis", plan.Chance() < 0.8 ? "get" : "set", plan.Around(0.9, 0.4), bytes: 512);
        if (plan.Chance() < 0.3)
            monitor.TrackApiCall("model", plan.Around(faulted ? 2_400 : 600, 0.4), success: !faulted || plan.Chance() < 0.7);
        Request(Discord, "POST", "200", plan.Around(70, 0.4));
        if (plan.Chance() < 0.2)
            Request(Model, "POST", faulted && plan.Chance() < 0.4 ? "529" : "200", plan.Around(faulted ? 2_300 : 580, 0.4));
    }

    /// <summary>With each second.</summary>
    public void Measure(DemoGauges gauges)
    {
        monitor.TrackHeartbeat(gauges.GatewayMs, connection);
        monitor.Gauge(MetricNames.OpenFiles).Set(90 + gauges.PoolActive);
        monitor.Gauge(MetricNames.PoolQueue).Set(Math.Round(gauges.LagSeconds * 40));
        monitor.Gauge(MetricNames.MemoryLimit).Set(2 * Gibibyte);
        for (var generation = 0; generation < _collections.Length; generation++)
            _collections[generation].Add(plan.Chance() < 0.5 / Math.Pow(6, generation) ? 1 : 0);
        _pauses.Add(0.002 * plan.Chance());
        _received.Add((long)plan.Around(42_000, 0.3));
        _sent.Add((long)plan.Around(18_000, 0.3));

        monitor.Gauge(MetricNames.SystemCpu).Set(Math.Min(100, 12 + gauges.CpuPercent / 2));
        monitor.Gauge(MetricNames.SystemLoad).Set(gauges.CpuPercent / 40);
        monitor.Gauge(MetricNames.SystemMemoryTotal).Set(8 * Gibibyte);
        monitor.Gauge(MetricNames.SystemMemoryAvailable).Set(5.2 * Gibibyte - gauges.RssBytes);
        monitor.Gauge(MetricNames.SystemSwapUsed).Set(0.1 * Gibibyte);
        foreach (var (mount, used, total) in new[] { ("/", 31.0, 64.0), ("/var/lib/bot", 174.0, 200.0) })
        {
            monitor.Gauge(MetricNames.DiskUsed, (LabelNames.Mount, mount)).Set(used * Gibibyte);
            monitor.Gauge(MetricNames.DiskTotal, (LabelNames.Mount, mount)).Set(total * Gibibyte);
        }

        monitor.Gauge(MetricNames.ProbeUp, (LabelNames.Target, Discord)).Set(1);
        monitor.Gauge(MetricNames.ProbeDuration, (LabelNames.Target, Discord)).Set(plan.Around(0.11, 0.2));
    }

    private void Request(string host, string method, string status, double durationMs) => monitor
        .Histogram(MetricNames.HttpDuration, (LabelNames.Host, host), (LabelNames.Method, method), (LabelNames.Status, status))
        .Record(durationMs / 1_000);
}
