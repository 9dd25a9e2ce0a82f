using System.Text.Json;
using System.Text.Json.Nodes;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Delivery;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>Makes the document's events from figures of the moment. Pure.</summary>
internal static class ReportBuilder
{
    private const int MostRows = 10;
    private const double MsPerSecond = 1_000;
    private const int SecondsPerMinute = 60;
    private static readonly JsonSerializerOptions s_snakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="bot">Its name.</param>
    /// <param name="live">Its gauges.</param>
    /// <param name="io">What its busiest machine read and wrote, each second.</param>
    /// <param name="at">When.</param>
    public static ReportEvent System(string bot, LiveGauges live, IReadOnlyDictionary<string, double> io, DateTimeOffset at)
    {
        var (cpu, rss) = (live.Most(MetricNames.CpuPercent), live.Sum(MetricNames.RssBytes));
        var (machine, disk) = (live.Busiest, live.Busiest?.Disk);
        return new ReportEvent(ReportKind.System, bot, at, new JsonObject
        {
            ["system_metrics"] = Machine(
                machine,
                ("cpu_percent", machine?.Of(MetricNames.SystemCpu)), ("load1", machine?.Of(MetricNames.SystemLoad)),
                ("memory_total_bytes", machine?.Of(MetricNames.SystemMemoryTotal)), ("memory_used_bytes", machine?.MemoryUsed),
                ("memory_available_bytes", machine?.Of(MetricNames.SystemMemoryAvailable)), ("memory_cached_bytes", machine?.Of(MetricNames.SystemMemoryCached)),
                ("swap_used_bytes", machine?.Of(MetricNames.SystemSwapUsed)), ("disk_used_bytes", disk?.Used), ("disk_total_bytes", disk?.Total),
                ("disk_read_bytes_per_second", Find(io, MetricNames.DiskRead)), ("disk_write_bytes_per_second", Find(io, MetricNames.DiskWritten)),
                ("network_receive_bytes_per_second", Find(io, MetricNames.NetworkReceived)),
                ("network_transmit_bytes_per_second", Find(io, MetricNames.NetworkSent))),
            ["bot_process_metrics"] = Figures(
                ("cpu_percent", cpu), ("rss_bytes", rss), ("virtual_bytes", live.Sum(MetricNames.VirtualBytes)),
                ("shared_bytes", live.Sum(MetricNames.SharedBytes)), ("threads", live.Sum(MetricNames.Threads)), ("open_files", live.Sum(MetricNames.OpenFiles))),
            ["bot_metrics"] = Figures(
                ("guilds", live.Sum(MetricNames.Guilds)), ("users", live.Sum(MetricNames.Users)), ("channels", live.Sum(MetricNames.Channels)),
                ("latency_ms", live.Most(MetricNames.WebSocketLatency) * MsPerSecond), ("uptime_seconds", live.Most(MetricNames.Uptime)),
                ("modules", live.Most(MetricNames.ModulesLoaded)), ("commands", live.Most(MetricNames.CommandsRegistered)),
                ("shards_connected", live.Sum(MetricNames.ShardsConnected))),
            ["runtime_metrics"] = Figures(
                ("heap_bytes", live.Sum(MetricNames.HeapBytes)), ("event_loop_lag_ms", live.Most(MetricNames.EventLoopLag) * MsPerSecond),
                ("threadpool_threads", live.Sum(MetricNames.PoolThreads)), ("threadpool_queue", live.Sum(MetricNames.PoolQueue))),
        }, Fields(
            ("CPU", Format.Value(cpu, "percent")), ("Machine CPU", Format.Value(machine?.Of(MetricNames.SystemCpu), "percent")), ("RSS", Format.Bytes(rss)),
            ("Machine memory", Format.Bytes(machine?.MemoryUsed)), ("Latency", Format.Duration(live.Most(MetricNames.WebSocketLatency) * MsPerSecond)),
            ("Guilds", Format.Number(live.Sum(MetricNames.Guilds))), ("Threads", Format.Number(live.Sum(MetricNames.Threads)))), NoticeTone.Info);
    }

    public static ReportEvent Network(string bot, LiveGauges live, DateTimeOffset at)
    {
        var durations = live.Of(MetricNames.ProbeDuration).ToLookup(value => value.Series[LabelNames.Target], value => value.Value * MsPerSecond);
        var up = live.Of(MetricNames.ProbeUp).ToLookup(value => value.Series[LabelNames.Target], value => value.Value > 0);
        // A host that does not answer has no duration, and an old one must not pass for its answer.
        var targets = durations.Select(target => target.Key).Union(up.Select(target => target.Key)).Order(StringComparer.Ordinal)
            .Select(target => (Name: target, IsUp: up[target].All(answers => answers)))
            .Select(target => (target.Name, target.IsUp, Ms: target.IsUp && durations[target.Name].Any() ? durations[target.Name].Max() : (double?)null))
            .OrderBy(target => target.IsUp).Take(MostRows).ToList();
        var latency = live.Most(MetricNames.WebSocketLatency) * MsPerSecond;
        return new ReportEvent(ReportKind.Network, bot, at, new JsonObject
        {
            ["targets"] = new JsonArray([.. targets.Select(target => new JsonObject { ["target"] = target.Name, ["response_ms"] = Round(target.Ms), ["up"] = target.IsUp })]),
            ["bot_connection"] = Figures(("latency_ms", latency), ("heartbeat_age_seconds", live.Most(MetricNames.HeartbeatAge))),
        }, Fields([("Gateway latency", Format.Duration(latency)), .. targets.Select(target => (target.Name, target.IsUp ? Format.Duration(target.Ms) : "no answer"))]),
            targets.Exists(target => !target.IsUp) ? NoticeTone.Warning : NoticeTone.Info);
    }

    /// <param name="bot">Its name.</param>
    /// <param name="live">Its gauges.</param>
    /// <param name="collections">Of all instances, each second.</param>
    /// <param name="at">When.</param>
    public static ReportEvent Memory(string bot, LiveGauges live, IReadOnlyDictionary<string, double> collections, DateTimeOffset at)
    {
        var (rss, machine) = (live.Sum(MetricNames.RssBytes), live.Instances.MaxBy(instance => instance.MemoryShare ?? -1));
        var nearest = live.Instances.MaxBy(instance => instance.LimitShare ?? -1);
        return new ReportEvent(ReportKind.Memory, bot, at, new JsonObject
        {
            ["process_memory"] = Figures(
                ("rss_bytes", rss), ("virtual_bytes", live.Sum(MetricNames.VirtualBytes)), ("shared_bytes", live.Sum(MetricNames.SharedBytes)),
                ("limit_bytes", nearest?.Of(MetricNames.MemoryLimit)), ("percent_of_limit", nearest?.LimitShare * 100)),
            ["system_memory"] = Machine(
                machine,
                ("total_bytes", machine?.Of(MetricNames.SystemMemoryTotal)), ("used_bytes", machine?.MemoryUsed),
                ("available_bytes", machine?.Of(MetricNames.SystemMemoryAvailable)), ("cached_bytes", machine?.Of(MetricNames.SystemMemoryCached)),
                ("swap_used_bytes", machine?.Of(MetricNames.SystemSwapUsed)), ("percent", machine?.MemoryShare * 100)),
            ["garbage_collection"] = Figures(
                ("heap_bytes", live.Sum(MetricNames.HeapBytes)), ("collections_per_minute", Find(collections, MetricNames.GcCollections) * SecondsPerMinute),
                ("pause_percent", Find(collections, MetricNames.GcPause) * 100 / live.Instances.Count)),
        }, Fields(
            ("RSS", Format.Bytes(rss)), ("Heap", Format.Bytes(live.Sum(MetricNames.HeapBytes))),
            ("Machine", $"{Format.Bytes(machine?.MemoryUsed)} of {Format.Bytes(machine?.Of(MetricNames.SystemMemoryTotal))}"),
            ("Swap", Format.Bytes(machine?.Of(MetricNames.SystemSwapUsed)))), NoticeTone.Info);
    }

    /// <param name="rows">Of the time since the last one, most used first.</param>
    public static ReportEvent Commands(string bot, IReadOnlyList<CommandRow> rows, double? registered, DateTimeOffset at)
    {
        var (uses, errors) = (rows.Sum(row => row.Count), rows.Sum(row => row.Errors));
        var rate = uses == 0 ? (double?)null : (double)errors / uses;
        var slowest = rows.OrderByDescending(row => row.P95Ms).Take(MostRows).ToList();
        return new ReportEvent(ReportKind.Commands, bot, at, new JsonObject
        {
            ["command_statistics"] = new JsonObject
            {
                ["registered"] = Round(registered),
                ["executions"] = uses,
                ["errors"] = errors,
                ["success_rate"] = Round(rate is null ? null : 1 - rate),
                ["by_cog"] = new JsonObject(rows.GroupBy(row => row.Module.Length == 0 ? "none" : row.Module)
                    .Select(module => KeyValuePair.Create(module.Key, (JsonNode?)module.Sum(row => row.Count)))),
            },
            ["slowest"] = new JsonArray([.. slowest.Select(row => new JsonObject
            {
                ["command"] = row.Name, ["executions"] = row.Count, ["errors"] = row.Errors, ["avg_ms"] = Round(row.AvgMs), ["p95_ms"] = Round(row.P95Ms),
            })]),
        }, Fields(
            [("Executions", Format.Count(uses)), ("Failed", Format.Percent(rate)),
            .. slowest.Take(3).Select(row => (row.Name, $"p95 {Format.Duration(row.P95Ms)}, {Format.Count(row.Count)} times"))]),
            rate >= 0.1 ? NoticeTone.Critical : rate >= 0.05 ? NoticeTone.Warning : NoticeTone.Info);
    }

    public static ReportEvent Health(BotHealth bot)
    {
        var report = HealthReportBuilder.Build(bot);
        return new ReportEvent(ReportKind.Health, bot.Name, report.Timestamp, new JsonObject
        {
            ["overall_health"] = JsonSerializer.SerializeToNode(report.Overall, s_snakeCase),
            ["component_health"] = JsonSerializer.SerializeToNode(report.Components, s_snakeCase),
            ["performance_trends"] = JsonSerializer.SerializeToNode(report.Trends, s_snakeCase),
            ["recommendations"] = JsonSerializer.SerializeToNode(report.Recommendations),
        }, Fields(
            [("Health", $"{HealthWords.Score(report.Overall.Score)} ({report.Overall.Status})"), ("Trend", report.Trends["overall"]),
            .. report.Components.Select(part => (part.Key, $"{HealthWords.Score(part.Value.Score)} ({part.Value.Status})")),
            .. report.Recommendations.Take(2).Select(text => ("To do", text))]),
            bot.Score.Band switch
            {
                HealthBand.Critical or HealthBand.Poor => NoticeTone.Critical,
                HealthBand.Fair => NoticeTone.Warning,
                HealthBand.Unknown => NoticeTone.Info,
                _ => NoticeTone.Good,
            });
    }

    private static double? Find(IReadOnlyDictionary<string, double> figures, string metric) => figures.TryGetValue(metric, out var value) ? value : null;

    /// <summary>With the instance whose machine it is, as all figures of one machine are of the same.</summary>
    private static JsonObject Machine(InstanceGauges? machine, params IEnumerable<(string Name, double? Value)> figures)
    {
        var data = Figures(figures);
        data.Insert(0, "instance", machine?.Name);
        return data;
    }

    /// <summary>What is not known is null, as everywhere, and never 0.</summary>
    private static JsonObject Figures(params IEnumerable<(string Name, double? Value)> figures) =>
        new(figures.Select(figure => KeyValuePair.Create(figure.Name, (JsonNode?)Round(figure.Value))));

    private static double? Round(double? value) => value is { } known && double.IsFinite(known) ? Math.Round(known, 3) : null;

    private static List<NoticeField> Fields(params IEnumerable<(string Name, string Value)> fields) =>
        [.. fields.Where(field => field.Value != Format.None).Select(field => new NoticeField(field.Name, field.Value))];
}
