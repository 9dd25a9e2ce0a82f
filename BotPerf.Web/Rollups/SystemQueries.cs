using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Rollups;

/// <summary>The process of one instance over a range. Null: not sent.</summary>
/// <param name="CpuPercent">On average, like the lag.</param>
/// <param name="RssBytes">As it was last, like heap, limit, threads and files.</param>
public sealed record RuntimeRow(
    string Instance, double? CpuPercent, double? MostCpuPercent, double? RssBytes, double? MostRssBytes, double? HeapBytes,
    double? LimitBytes, double? LagMs, double? MostLagMs, double? Threads, double? OpenFiles);

/// <summary>The machine an instance runs on. Null: not sent.</summary>
/// <param name="CpuPercent">On average, like the load.</param>
/// <param name="MemoryUsedBytes">As it was last, like the swap.</param>
public sealed record HostRow(
    string Host, double? CpuPercent, double? MostCpuPercent, double? Load, double? MemoryUsedBytes, double? MemoryTotalBytes,
    double? SwapBytes);

/// <summary>A mounted disk as it was last.</summary>
public sealed record DiskRow(string Host, string Mount, double UsedBytes, double TotalBytes)
{
    public double Share => TotalBytes > 0 ? UsedBytes / TotalBytes : 0;
}

/// <param name="Runtimes">The worst first.</param>
internal sealed record SystemFigures(
    MetricFigures Metrics, IReadOnlyList<RuntimeRow> Runtimes, IReadOnlyList<HostRow> Hosts, IReadOnlyList<DiskRow> Disks,
    IReadOnlyDictionary<string, string> HostNames);

/// <summary>Processes, their runtimes, and the machines they run on.</summary>
internal sealed class SystemQueries(MetricReads reads, LiveStore live)
{
    private const double MsPerSecond = 1_000;

    // The presets that a figure is judged by; the worst instance is the one nearest to, or farthest beyond, one of them.
    private const double CpuCritical = 85;
    private const double LagCriticalMs = 1_000;
    private const double MemoryShareCritical = 0.9;

    private static readonly string[] s_metrics =
    [
        MetricNames.CpuPercent, MetricNames.RssBytes, MetricNames.HeapBytes, MetricNames.MemoryLimit, MetricNames.GcCollections,
        MetricNames.GcPause, MetricNames.EventLoopLag, MetricNames.Threads, MetricNames.PoolThreads, MetricNames.PoolQueue,
        MetricNames.LockContentions, MetricNames.Exceptions, MetricNames.OpenFiles, MetricNames.SystemCpu, MetricNames.SystemLoad,
        MetricNames.SystemMemoryTotal, MetricNames.SystemMemoryAvailable, MetricNames.SystemSwapUsed, MetricNames.DiskUsed,
        MetricNames.DiskTotal, MetricNames.DiskRead, MetricNames.DiskWritten, MetricNames.NetworkReceived, MetricNames.NetworkSent,
    ];

    public async Task<SystemFigures> OfAsync(
        BotId bot, string? instance, StepRange range, CancellationToken cancellationToken)
    {
        var hosts = (live.Bot(bot)?.Instances ?? [])
            .Where(one => !string.IsNullOrEmpty(one.Entry.Info?.Host))
            .ToDictionary(one => one.Entry.Name, one => one.Entry.Info!.Host);
        return Of(await reads.OfAsync(bot, instance, s_metrics, range, cancellationToken), hosts);
    }

    /// <param name="hosts">The machine of each instance; one that is not named is a machine of its own.</param>
    public static SystemFigures Of(MetricFigures metrics, IReadOnlyDictionary<string, string> hosts)
    {
        var processes = Lines(
            metrics, MetricNames.CpuPercent, MetricNames.RssBytes, MetricNames.HeapBytes, MetricNames.MemoryLimit,
            MetricNames.EventLoopLag, MetricNames.Threads, MetricNames.OpenFiles);
        var machines = Lines(
            metrics, MetricNames.SystemCpu, MetricNames.SystemLoad, MetricNames.SystemMemoryTotal,
            MetricNames.SystemMemoryAvailable, MetricNames.SystemSwapUsed);
        return new SystemFigures(
            metrics,
            [.. processes.GroupBy(line => line.Instance).Select(Runtime)
                .OrderByDescending(Badness).ThenBy(row => row.Instance, StringComparer.Ordinal)],
            [.. machines.GroupBy(line => Host(hosts, line.Instance)).Select(Machine)
                .OrderByDescending(row => row.CpuPercent ?? 0).ThenBy(row => row.Host, StringComparer.Ordinal)],
            [.. Lines(metrics, MetricNames.DiskUsed, MetricNames.DiskTotal)
                .GroupBy(line => (Host: Host(hosts, line.Instance), Mount: line.Series[LabelNames.Mount])).Select(Disk).OfType<DiskRow>()
                .OrderByDescending(row => row.Share).ThenBy(row => row.Mount, StringComparer.Ordinal)],
            hosts);
    }

    private static RuntimeRow Runtime(IGrouping<string, MetricLine> instance)
    {
        var (cpu, rss, lag) = (Of(instance, MetricNames.CpuPercent), Of(instance, MetricNames.RssBytes), Of(instance, MetricNames.EventLoopLag));
        return new RuntimeRow(
            instance.Key, cpu?.Average, cpu?.Total.Max, rss?.Total.Last, rss?.Total.Max, Of(instance, MetricNames.HeapBytes)?.Total.Last,
            Of(instance, MetricNames.MemoryLimit)?.Total.Last, lag?.Average * MsPerSecond, lag?.Total.Max * MsPerSecond,
            Of(instance, MetricNames.Threads)?.Total.Last, Of(instance, MetricNames.OpenFiles)?.Total.Last);
    }

    // Several instances on one machine all measure it: one of them speaks for it.
    private static HostRow Machine(IGrouping<string, MetricLine> host)
    {
        var cpu = Of(host, MetricNames.SystemCpu);
        var total = Of(host, MetricNames.SystemMemoryTotal)?.Total.Last;
        return new HostRow(
            host.Key, cpu?.Average, cpu?.Total.Max, Of(host, MetricNames.SystemLoad)?.Average,
            total - Of(host, MetricNames.SystemMemoryAvailable)?.Total.Last, total, Of(host, MetricNames.SystemSwapUsed)?.Total.Last);
    }

    private static DiskRow? Disk(IGrouping<(string Host, string Mount), MetricLine> disk) =>
        Of(disk, MetricNames.DiskUsed)?.Total.Last is { } used && Of(disk, MetricNames.DiskTotal)?.Total.Last is { } total
            ? new DiskRow(disk.Key.Host, disk.Key.Mount, used, total)
            : null;

    private static double Badness(RuntimeRow row) => new[]
    {
        row.CpuPercent / CpuCritical, row.LagMs / LagCriticalMs, row.RssBytes / row.LimitBytes / MemoryShareCritical,
    }.Max() ?? 0;

    private static List<MetricLine> Lines(MetricFigures metrics, params IReadOnlyList<string> names) => [.. names.SelectMany(metrics.Of)];

    private static MetricLine? Of(IEnumerable<MetricLine> lines, string metric) =>
        lines.Where(line => line.Series.Name == metric).MaxBy(line => line.Total.LastAtUs);

    public static string Host(IReadOnlyDictionary<string, string> hosts, string instance) =>
        hosts.TryGetValue(instance, out var host) ? host : instance;
}
