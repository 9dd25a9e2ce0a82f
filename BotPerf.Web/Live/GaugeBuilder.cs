using BotPerf.Shared.Metrics;

namespace BotPerf.Web.Live;

/// <summary>The gauges of the bot's page, each of its worst instance, with the thresholds of the presets. Pure.</summary>
internal static class GaugeBuilder
{
    private const double Mebibyte = 1024 * 1024;
    private const double MsPerSecond = 1_000;

    // The thresholds are the default presets: CPU 70/85 %, memory 500 MiB, lag 100/1,000 ms, gateway 200/500 ms,
    // rate limits 80/100 %, cache below 60 %.
    private const double MemoryWarning = 500 * Mebibyte;

    /// <param name="instances">The instances to show; of those that are silent nothing is taken while others speak.</param>
    public static IReadOnlyList<LiveGauge> Build(IReadOnlyList<InstanceReading> instances)
    {
        var speaking = instances.Where(instance => instance.IsPresent).ToList();
        if (speaking.Count == 0)
            speaking = [.. instances];

        return
        [
            Worst(speaking, "cpu", "CPU", "percent", MetricNames.CpuPercent, 1, 100, 70, 85),
            Worst(speaking, "heap", "Heap", "bytes", MetricNames.HeapBytes, 1, 1024 * Mebibyte, MemoryWarning, null),
            Worst(speaking, "rss", "Memory (RSS)", "bytes", MetricNames.RssBytes, 1, 1024 * Mebibyte, MemoryWarning, null),
            Worst(speaking, "lag", "Thread-pool lag", "ms", MetricNames.EventLoopLag, MsPerSecond, 1_500, 100, 1_000),
            Worst(speaking, "gateway", "Gateway latency", "ms", MetricNames.WebSocketLatency, MsPerSecond, 750, 200, 500),
            Messages(speaking),
            RateLimit(speaking),
            Pool(speaking),
            Cache(speaking),
        ];
    }

    private static LiveGauge Worst(
        List<InstanceReading> instances, string key, string label, string unit, string metric, double factor,
        double maximum, double? warning, double? critical)
    {
        LatestValue? worst = null;
        InstanceReading? of = null;
        foreach (var instance in instances)
        {
            if (instance.Worst(metric) is { } value && !(worst?.Value >= value.Value))
                (worst, of) = (value, instance);
        }

        var shown = worst?.Value * factor;
        return new LiveGauge(
            key, label, unit, shown, instances.Count > 1 ? of?.Name : null, End(shown, maximum), warning, critical,
            LowIsBad: false, At(worst?.AtUs));
    }

    private static LiveGauge Messages(List<InstanceReading> instances)
    {
        var measuring = instances.Where(instance => instance.Messages60 is not null).ToList();
        double? rate = measuring.Count == 0 ? null : measuring.Sum(instance => instance.Messages60);
        return new LiveGauge(
            "messages", "Messages", "perMinute", rate, null, End(rate, 60), null, null, LowIsBad: false, Newest(measuring));
    }

    private static LiveGauge RateLimit(List<InstanceReading> instances) =>
        Share(instances, "ratelimit", "Rate limits", MetricNames.RateLimitUsed, MetricNames.RateLimitMax,
            (used, most) => most > 0 ? used / most : null, 0.8, 1.0);

    private static LiveGauge Pool(List<InstanceReading> instances) =>
        Share(instances, "pool", "Connection pool", MetricNames.PoolActive, MetricNames.PoolIdle,
            (active, idle) => active + idle > 0 ? active / (active + idle) : null, null, null);

    // Two gauges with the same label make a share; shown is the largest share of all labels and instances.
    private static LiveGauge Share(
        List<InstanceReading> instances, string key, string label, string first, string second,
        Func<double, double, double?> share, double? warning, double? critical)
    {
        double? worst = null;
        long? at = null;
        InstanceReading? of = null;
        foreach (var instance in instances)
        {
            // Further labels of a bot's own may make several of one: the latest counts.
            var seconds = new Dictionary<string, double>();
            foreach (var latest in instance.Latest.Where(latest => latest.Series.Name == second).OrderBy(latest => latest.AtUs))
                seconds[FirstLabel(latest)] = latest.Value;
            foreach (var latest in instance.Latest)
            {
                if (latest.Series.Name != first
                    || !seconds.TryGetValue(FirstLabel(latest), out var other))
                {
                    continue;
                }

                if (share(latest.Value, other) is { } value && !(worst >= value))
                    (worst, at, of) = (value, latest.AtUs, instance);
            }
        }

        return new LiveGauge(
            key, label, "fraction", worst, instances.Count > 1 ? of?.Name : null, End(worst, 1), warning, critical,
            LowIsBad: false, At(at));
    }

    private static string FirstLabel(LatestValue latest) => latest.Series.Labels.Count > 0 ? latest.Series.Labels[0].Value : "";

    private static LiveGauge Cache(List<InstanceReading> instances)
    {
        var figures = new RecentFigures();
        foreach (var instance in instances)
            figures.Add(instance.Recent);
        return new LiveGauge(
            "cache", "Cache hit rate", "fraction", figures.CacheHitRate, null, 1, 0.6, null, LowIsBad: true,
            figures.CacheHitRate is null ? null : Newest(instances));
    }

    // A value near the end of its gauge moves the end, so that the needle never sticks to it.
    private static double End(double? value, double least)
    {
        var end = least;
        while (value > end)
            end *= 2;
        return end;
    }

    private static DateTimeOffset? Newest(List<InstanceReading> instances) =>
        instances.Count == 0 ? null : At(instances.Max(instance => instance.LastFrameUs));

    private static DateTimeOffset? At(long? us) =>
        us is { } known ? DateTimeOffset.UnixEpoch.AddTicks(known * TimeSpan.TicksPerMicrosecond) : null;
}
