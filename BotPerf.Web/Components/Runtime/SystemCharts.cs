using BotPerf.Shared.Metrics;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Runtime;

/// <summary>The charts of the System page. Pure.</summary>
internal static class SystemCharts
{
    private const double MsPerSecond = 1_000;

    /// <summary>Those whose figures mean the same over an hour as over a step.</summary>
    public static readonly IReadOnlyList<string> Usual =
        ["cpu", "rss", "heap", "pauses", "lag", "threads", "queue", "files", "host-cpu", "load", "swap"];

    public static Dictionary<string, ChartData> Of(SystemFigures figures)
    {
        var metrics = figures.Metrics;
        var hosts = OfHosts(figures);
        return new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["cpu"] = Instances(MetricNames.CpuPercent, "CPU", "series-cpu"),
            ["rss"] = Instances(MetricNames.RssBytes, "RSS", "series-memory"),
            ["heap"] = Instances(MetricNames.HeapBytes, "heap", "series-heap"),
            ["gc"] = Collections(metrics),
            ["pauses"] = MetricChart.Lines(new MetricCurve("pauses", "series-lag", Pauses(metrics))),
            ["lag"] = Instances(MetricNames.EventLoopLag, "lag", "series-lag", MsPerSecond),
            ["threads"] = Instances(MetricNames.Threads, "threads", "series-cpu"),
            ["queue"] = Instances(MetricNames.PoolQueue, "queued", "series-lag"),
            ["files"] = Instances(MetricNames.OpenFiles, "open files", "series-gateway"),
            ["exceptions"] = MetricChart.Lines(
                new MetricCurve("exceptions", "series-errors", MetricChart.Sum(metrics.Of(MetricNames.Exceptions), 60)),
                new MetricCurve("lock contentions", "series-lag", MetricChart.Sum(metrics.Of(MetricNames.LockContentions), 60))),
            ["host-cpu"] = Hosts(MetricNames.SystemCpu, "CPU", "series-cpu"),
            ["load"] = Hosts(MetricNames.SystemLoad, "load", "series-lag"),
            ["host-memory"] = MetricChart.Lines([.. hosts.SelectMany(host => Used(metrics, host.Instance, hosts.Count == 1 ? "used" : host.Name, hosts.Count == 1))]),
            ["swap"] = Hosts(MetricNames.SystemSwapUsed, "swap", "series-heap"),
            ["network"] = MetricChart.Lines(
                new MetricCurve("received", "series-commands", MetricChart.Sum(metrics.Of(MetricNames.NetworkReceived))),
                new MetricCurve("sent", "series-gateway", MetricChart.Sum(metrics.Of(MetricNames.NetworkSent)))),
            ["disk"] = MetricChart.Lines(
                new MetricCurve("read", "series-commands", MetricChart.Sum(metrics.Of(MetricNames.DiskRead))),
                new MetricCurve("written", "series-errors", MetricChart.Sum(metrics.Of(MetricNames.DiskWritten)))),
        };

        LinesData Instances(string metric, string alone, string color, double scale = 1)
        {
            var lines = metrics.Of(metric);
            return MetricChart.Highest(lines, line => lines.Count == 1 ? alone : line.Instance, color, scale);
        }

        LinesData Hosts(string metric, string alone, string color)
        {
            var names = hosts.ToDictionary(host => host.Instance, host => host.Name);
            var lines = metrics.Of(metric).Where(line => names.ContainsKey(line.Instance)).ToList();
            return MetricChart.Highest(lines, line => lines.Count == 1 ? alone : names[line.Instance], color);
        }
    }

    // Several instances on one machine all measure it: the first of them speaks for it.
    private static List<(string Name, string Instance)> OfHosts(SystemFigures figures) => [.. figures.Metrics.Of(MetricNames.SystemCpu)
        .GroupBy(line => SystemQueries.Host(figures.HostNames, line.Instance))
        .Select(host => (host.Key, host.First().Instance))];

    private static LinesData Collections(MetricFigures metrics) => MetricChart.Lines([.. metrics.Of(MetricNames.GcCollections)
        .GroupBy(line => line[LabelNames.Generation])
        .Select(generation => new MetricCurve(
            $"generation {generation.Key}", GenerationColor(generation.Key), MetricChart.Sum(generation, 60)))]);

    private static string? GenerationColor(string generation) => generation switch
    {
        "0" => "series-commands",
        "1" => "series-heap",
        "2" => "series-errors",
        _ => null,
    };

    // Seconds in pauses of each second, of one instance on average, in percent.
    private static IEnumerable<MetricPoint> Pauses(MetricFigures metrics) =>
        MetricChart.Sum(metrics.Of(MetricNames.GcPause), 100)
            .Select(point => point with { Value = point.Value / metrics.InstancesAt(point.T) });

    private static IEnumerable<MetricCurve> Used(MetricFigures metrics, string instance, string name, bool isAlone)
    {
        var total = Points(MetricNames.SystemMemoryTotal);
        var available = Points(MetricNames.SystemMemoryAvailable);
        yield return new MetricCurve(name, isAlone ? "series-memory" : null, total
            .Where(point => available.ContainsKey(point.Key)).Select(point => new MetricPoint(point.Key, point.Value - available[point.Key])));
        if (isAlone)
            yield return new MetricCurve("total", "series-cpu", total.Select(point => new MetricPoint(point.Key, point.Value)));

        Dictionary<long, double> Points(string metric) => metrics.Of(metric).Where(line => line.Instance == instance)
            .SelectMany(line => line.Points).ToDictionary(point => point.T, point => point.Value);
    }
}
