using BotPerf.Client;
using BotPerf.Shared.Metrics;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>Whom a simulated process talks to.</summary>
internal sealed class DemoCalls(PerformanceMonitor monitor, DemoPlan plan)
{
    private const string Model = "api.model.example";
    private const string Discord = "discord.com";

    /// <summary>With each command.</summary>
    public void Make(bool faulted)
    {
        if (plan.Chance() < 0.5)
            monitor.TrackDataStore("redis", plan.Chance() < 0.8 ? "get" : "set", plan.Around(0.9, 0.4), bytes: 512);
        if (plan.Chance() < 0.3)
            monitor.TrackApiCall("model", plan.Around(faulted ? 2_400 : 600, 0.4), success: !faulted || plan.Chance() < 0.7);
        Request(Discord, "POST", "200", plan.Around(70, 0.4));
        if (plan.Chance() < 0.2)
            Request(Model, "POST", faulted && plan.Chance() < 0.4 ? "529" : "200", plan.Around(faulted ? 2_300 : 580, 0.4));
    }

    private void Request(string host, string method, string status, double durationMs) => monitor
        .Histogram(MetricNames.HttpDuration, (LabelNames.Host, host), (LabelNames.Method, method), (LabelNames.Status, status))
        .Record(durationMs / 1_000);
}
