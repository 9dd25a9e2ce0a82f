using System.Globalization;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Api.Data;

/// <summary>
/// The columns of an export: first those that were asked for, in MiB, milliseconds and percent, then our own. A cell
/// is empty where there is no evidence. All cells are times and numbers: nothing that a chat user chose gets into a sheet.
/// </summary>
internal static class ExportColumns
{
    private const double Mebibyte = 1024 * 1024;
    private const double MsPerSecond = 1_000;

    private static readonly IReadOnlyList<(string Name, Func<ExportStep, double?> Value)> s_figures =
    [
        ("memory_rss_mb", step => step.Sum(MetricNames.RssBytes) / Mebibyte),
        ("memory_heap_used_mb", step => step.Sum(MetricNames.HeapBytes) / Mebibyte),
        ("active_conversations", step => step.Sum(MetricNames.ActiveConversations)),
        ("error_rate", step => step.ErrorRatePercent),
        ("response_time_p50", step => step.Sketch(MetricNames.CommandDuration)?.Quantile(0.50) * MsPerSecond),
        ("response_time_p95", step => step.Sketch(MetricNames.CommandDuration)?.Quantile(0.95) * MsPerSecond),
        ("cache_hit_rate", step => step.CacheHitPercent),
        ("context_total_servers", step => step.ContextServersTotal),
        ("rate_limit_minute_remaining", step => step.Remaining("minute")),
        ("rate_limit_daily_remaining", step => step.Remaining("daily")),
        ("response_time_p99", step => step.Sketch(MetricNames.CommandDuration)?.Quantile(0.99) * MsPerSecond),
        ("executions", step => step.Executions),
        ("errors", step => step.Errors),
        ("messages", step => step.Sketch(MetricNames.MessageDuration)?.Count),
        ("message_p95", step => step.Sketch(MetricNames.MessageDuration)?.Quantile(0.95) * MsPerSecond),
        ("database_queries", step => step.Sketch(MetricNames.QueryDuration)?.Count),
        ("database_query_p95", step => step.Sketch(MetricNames.QueryDuration)?.Quantile(0.95) * MsPerSecond),
        ("cpu_usage_percent", step => step.Worst(MetricNames.CpuPercent)),
        ("event_loop_lag_ms", step => step.Worst(MetricNames.EventLoopLag) * MsPerSecond),
        ("websocket_latency_ms", step => step.Worst(MetricNames.WebSocketLatency) * MsPerSecond),
        ("guilds", step => step.Sum(MetricNames.Guilds)),
        ("users", step => step.Sum(MetricNames.Users)),
        ("lost", step => step.Total(MetricNames.ClientDropped)),
        ("instances", step => step.Instances),
    ];

    public static string CsvHeader { get; } = "timestamp,date," + string.Join(',', s_figures.Select(figure => figure.Name));

    public static string CsvRow(ExportStep step) => string.Join(',', s_figures
        .Select(figure => Text(figure.Value(step)))
        .Prepend(step.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
        .Prepend(step.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

    /// <summary>The same for JSON, with null where a cell is empty.</summary>
    public static Dictionary<string, object?> Row(ExportStep step)
    {
        var row = new Dictionary<string, object?> { ["timestamp"] = step.At.ToUnixTimeMilliseconds(), ["date"] = step.At };
        foreach (var (name, value) in s_figures)
            row[name] = value(step) is { } number && double.IsFinite(number) ? number : null;
        return row;
    }

    private static string Text(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("0.###", CultureInfo.InvariantCulture) : "";
}
