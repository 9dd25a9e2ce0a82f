using System.Text.Json.Serialization;

namespace BotPerf.Client;

/// <summary>What the bot did since the start of the monitor, from the process itself: no server is needed.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Uptime">Since the start of the monitor.</param>
/// <param name="Executions">Executions of commands.</param>
/// <param name="Errors">Failed ones among them.</param>
/// <param name="Commands">Each command, the most used first.</param>
public sealed record MetricsSummary(
    DateTimeOffset At, TimeSpan Uptime, long Executions, long Errors, IReadOnlyList<CommandSummary> Commands);

/// <param name="Name">The command.</param>
/// <param name="Module">Null: none was given.</param>
/// <param name="Kind">Null: none was given.</param>
/// <param name="Errors">Failed executions.</param>
/// <param name="Durations">In seconds.</param>
public sealed record CommandSummary(string Name, string? Module, string? Kind, long Errors, DistributionSummary Durations)
{
    /// <summary>The part that failed, 0 to 1.</summary>
    public double ErrorRate => Durations.Count == 0 ? 0 : (double)Errors / Durations.Count;
}

/// <summary>A distribution: count, sum, minimum and maximum are exact, percentiles within 1 %.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Sum">Of all values.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="P50">Half of the values are not above it.</param>
/// <param name="P90">90 % of the values are not above it.</param>
/// <param name="P95">95 % of the values are not above it.</param>
/// <param name="P99">99 % of the values are not above it.</param>
public sealed record DistributionSummary(
    long Count, double Sum, double Min, double Max, double P50, double P90, double P95, double P99)
{
    /// <summary>Sum by count.</summary>
    public double Average => Sum / Count;
}

/// <summary>What kind of figures a metric has.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A value that comes and goes.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}

/// <summary>A metric with its labels.</summary>
/// <param name="Name">As it is stored, e.g. <c>command_duration_seconds</c>.</param>
/// <param name="Kind">Says which of the two figures is set.</param>
/// <param name="Labels">By name.</param>
/// <param name="Unit"><c>s</c>, <c>B</c>, <c>percent</c> or empty.</param>
/// <param name="Value">Of a counter since the start, or of a gauge now; null for histograms.</param>
/// <param name="Distribution">Of a histogram since the start; null for the others.</param>
public sealed record MetricReading(
    string Name, MetricKind Kind, IReadOnlyDictionary<string, string> Labels, string Unit, double? Value,
    DistributionSummary? Distribution)
{
    /// <summary>
    /// The last 15 minutes, oldest first; empty where it has none. Only <see cref="PerformanceMonitor.GetDetailedMetrics"/>
    /// fills it, and exports leave it out.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<HistoryPoint> History { get; init; } = [];
}

/// <summary>In which form metrics are written.</summary>
public enum MetricsFormat
{
    /// <summary>The readings of <see cref="PerformanceMonitor.GetDetailedMetrics"/>, in camelCase.</summary>
    Json,

    /// <summary>Prometheus' text format, names with <c>bot_</c> before them.</summary>
    Prometheus,

    /// <summary>One row a metric, with a head.</summary>
    Csv,
}
