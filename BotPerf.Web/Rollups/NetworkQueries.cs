using BotPerf.Shared.Metrics;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Rollups;

/// <summary>A gateway connection of one instance over a range. Null: not sent.</summary>
/// <param name="LastMs">The latency as it was last; the ages, in seconds, too.</param>
public sealed record GatewayRow(
    string Connection, string Instance, double? LastMs, double? AvgMs, double? MaxMs, double? HeartbeatAge, double? DispatchAge);

/// <summary>A target that an instance asks from time to time whether it answers.</summary>
/// <param name="UpShare">Of the probes; null: not sent.</param>
public sealed record ProbeRow(
    string Target, string Instance, bool? IsUp, double? UpShare, double? LastMs, double? AvgMs, double? MaxMs);

/// <param name="Share">Used of max, as it was last.</param>
/// <param name="MostShare">The highest of the range.</param>
/// <param name="ResetSeconds">Until it is empty again; null: not sent.</param>
public sealed record RateLimitRow(
    string Bucket, string Instance, double Used, double Max, double Share, double MostShare, double? ResetSeconds);

/// <param name="State">closed, open, half-open; the last that was told.</param>
/// <param name="OpenShare">Of the time it was told.</param>
public sealed record CircuitRow(string Circuit, string Instance, string State, double OpenShare);

/// <param name="Http">By host and method.</param>
/// <param name="Services">Calls of other services that the bot tells of itself.</param>
internal sealed record NetworkFigures(
    MetricFigures Metrics, IReadOnlyList<GatewayRow> Gateways, IReadOnlyList<ProbeRow> Probes, IReadOnlyList<CallRow> Http,
    IReadOnlyList<CallRow> Services, IReadOnlyList<RateLimitRow> RateLimits, IReadOnlyList<CircuitRow> Circuits);

/// <summary>What the bot talks to: the gateway, other servers, and how much of it they allow.</summary>
internal sealed class NetworkQueries(MetricReads reads)
{
    private const double MsPerSecond = 1_000;
    private const string OpenState = "open";

    private static readonly string[] s_metrics =
    [
        MetricNames.WebSocketLatency, MetricNames.HeartbeatAge, MetricNames.DispatchAge, MetricNames.GatewayReady,
        MetricNames.GatewayResumed, MetricNames.GatewayDisconnected, MetricNames.ProbeDuration, MetricNames.ProbeUp,
        MetricNames.HttpDuration, MetricNames.HttpRateLimited, MetricNames.ApiCallDuration, MetricNames.ApiCallErrors,
        MetricNames.RateLimitUsed, MetricNames.RateLimitMax, MetricNames.RateLimitReset, MetricNames.CircuitState,
    ];

    public async Task<NetworkFigures> OfAsync(
        BotId bot, string? instance, StepRange range, CancellationToken cancellationToken) =>
        Of(await reads.OfAsync(bot, instance, s_metrics, range, cancellationToken));

    public static NetworkFigures Of(MetricFigures metrics) => new(
        metrics,
        Rows(metrics, LabelNames.Connection, Gateway, MetricNames.WebSocketLatency, MetricNames.HeartbeatAge, MetricNames.DispatchAge),
        Rows(metrics, LabelNames.Target, Probe, MetricNames.ProbeDuration, MetricNames.ProbeUp),
        CallRows.Of(metrics, MetricNames.HttpDuration, [LabelNames.Host, LabelNames.Method], Failed),
        CallRows.Of(metrics, MetricNames.ApiCallDuration, MetricNames.ApiCallErrors, LabelNames.Service),
        [.. Rows(metrics, LabelNames.Bucket, RateLimit, MetricNames.RateLimitUsed, MetricNames.RateLimitMax, MetricNames.RateLimitReset)
            .OfType<RateLimitRow>().OrderByDescending(row => row.Share).ThenByDescending(row => row.MostShare)],
        [.. Rows(metrics, LabelNames.Circuit, Circuit, MetricNames.CircuitState).OrderBy(row => row.State == "closed")]);

    private static IReadOnlyList<T> Rows<T>(
        MetricFigures metrics, string label, Func<string, string, IReadOnlyList<MetricLine>, T> row, params IReadOnlyList<string> names) =>
        [.. names.SelectMany(metrics.Of).GroupBy(line => (Name: line.Series[label], line.Instance))
            .OrderBy(group => group.Key.Name, StringComparer.Ordinal).ThenBy(group => group.Key.Instance, StringComparer.Ordinal)
            .Select(group => row(group.Key.Name, group.Key.Instance, [.. group]))];

    private static GatewayRow Gateway(string connection, string instance, IReadOnlyList<MetricLine> lines)
    {
        var latency = Of(lines, MetricNames.WebSocketLatency);
        return new GatewayRow(
            connection, instance, latency?.Total.Last * MsPerSecond, latency?.Average * MsPerSecond, latency?.Total.Max * MsPerSecond,
            Of(lines, MetricNames.HeartbeatAge)?.Total.Last, Of(lines, MetricNames.DispatchAge)?.Total.Last);
    }

    private static ProbeRow Probe(string target, string instance, IReadOnlyList<MetricLine> lines)
    {
        var (up, took) = (Of(lines, MetricNames.ProbeUp), Of(lines, MetricNames.ProbeDuration));
        return new ProbeRow(
            target, instance, up?.Total.Last > 0, up?.Average, took?.Total.Last * MsPerSecond, took?.Average * MsPerSecond,
            took?.Total.Max * MsPerSecond);
    }

    private static RateLimitRow? RateLimit(string bucket, string instance, IReadOnlyList<MetricLine> lines)
    {
        if (Of(lines, MetricNames.RateLimitUsed) is not { } used || Of(lines, MetricNames.RateLimitMax)?.Total.Last is not (> 0 and { } max))
            return null;

        return new RateLimitRow(
            bucket, instance, used.Total.Last, max, used.Total.Last / max, used.Total.Max / max,
            Of(lines, MetricNames.RateLimitReset)?.Total.Last);
    }

    private static CircuitRow Circuit(string circuit, string instance, IReadOnlyList<MetricLine> lines)
    {
        var state = lines.Where(line => line.Total.Last > 0).MaxBy(line => line.Total.LastAtUs)?.Series[LabelNames.State] ?? "";
        return new CircuitRow(
            circuit, instance, state, lines.FirstOrDefault(line => line.Series[LabelNames.State] == OpenState)?.Average ?? 0);
    }

    // What the other side refused or could not do, and calls that got no answer at all.
    private static long? Failed(IReadOnlyList<MetricLine> lines) =>
        lines.Where(line => line.Series[LabelNames.Status] is not ['1' or '2' or '3', ..]).Sum(line => line.Total.Sketch!.Count);

    private static MetricLine? Of(IEnumerable<MetricLine> lines, string metric) =>
        lines.Where(line => line.Series.Name == metric).MaxBy(line => line.Total.LastAtUs);
}
