using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using Microsoft.Extensions.Primitives;

namespace BotPerf.Web.Api.Data;

/// <summary>A bot at this moment. Null where there is no evidence.</summary>
/// <param name="Status">waiting, live, late, offline or stopped.</param>
/// <param name="CommandsPerMinute">Over the last full 60 seconds.</param>
/// <param name="ErrorRate">Fraction of the executions of the last five minutes.</param>
/// <param name="P95Ms">Of the executions of the last five minutes.</param>
/// <param name="Lost">What the bot recorded in the last hour and could not deliver.</param>
/// <param name="InstancesLive">How many of them send at this moment.</param>
/// <param name="PerInstance">Each of them.</param>
/// <param name="Gauges">The newest values, of the worst instance each, with the thresholds they are judged by.</param>
internal sealed record MetricsSummary(
    int Bot, string Name, DateTimeOffset At, string Status, DateTimeOffset? LastSeen, int Instances, int InstancesLive,
    double? CommandsPerMinute, double? ErrorRate, double? P95Ms, double? RssBytes, long Lost,
    IReadOnlyList<LiveGauge> Gauges, IReadOnlyList<InstanceSummary> PerInstance);

internal sealed record InstanceSummary(
    string Name, string Status, DateTimeOffset LastSeen, string? Version, double? CommandsPerMinute, double? ErrorRate,
    double? P95Ms, double? CpuPercent, double? RssBytes, double? HeapBytes, double? LagMs, double? GatewayMs);

/// <summary>Everything known of a bot over a range.</summary>
/// <param name="Summary">As of now.</param>
/// <param name="SeriesLeftOut">Series that there was no room for; ask for their metric's history.</param>
internal sealed record MetricsDetailed(
    DateTimeOffset From, DateTimeOffset To, int StepSeconds, MetricsSummary Summary, IReadOnlyList<CommandRow> Commands,
    IReadOnlyList<ModuleRow> Modules, IReadOnlyList<History> Metrics, int SeriesLeftOut);

/// <summary>A bot's figures: now, and any metric over time.</summary>
internal static class MetricCalls
{
    private const int MostSeries = 1_000;
    private const int DetailedPoints = 60;

    public static void MapMetricCalls(this RouteGroupBuilder bots)
    {
        bots.MapGet("/metrics", Now).WithSummary("The bot at this moment");
        bots.MapGet("/metrics/detailed", DetailedAsync).WithSummary("Everything known of the bot, with history");
        bots.MapGet("/history", HistoryAsync).WithSummary("One metric over time");
    }

    private static MetricsSummary Now(
        string id, BotRegistry bots, FleetQueries fleet, TimeProvider time, string? instance = null) =>
        SummaryOf(BotPath.Find(bots, id), fleet, instance, time.GetUtcNow());

    private static async Task<MetricsDetailed> DetailedAsync(
        string id, BotRegistry bots, FleetQueries fleet, CommandQueries commands, HistoryQueries histories, TimeProvider time,
        CancellationToken cancellationToken, string? from = null, string? to = null, string? instance = null)
    {
        var bot = BotPath.Find(bots, id);
        var now = time.GetUtcNow();
        var range = TimeRange.Of(from, to, now);
        var steps = StepRange.Of(range.From, range.To, points: DetailedPoints);
        var table = await commands.TableAsync(bot.Id, instance, range.From, range.To, cancellationToken);
        var modules = await commands.ModulesAsync(bot.Id, instance, range.From, range.To, cancellationToken);
        var (metrics, leftOut) = await histories.AllAsync(bot.Id, instance, steps, MostSeries, cancellationToken);
        return new MetricsDetailed(
            DateTimeOffset.FromUnixTimeSeconds(steps.FromMinute * 60), range.To, steps.StepSeconds,
            SummaryOf(bot, fleet, instance, now), table.Rows, modules, metrics, leftOut);
    }

    private static async Task<History> HistoryAsync(
        string id, BotRegistry bots, HistoryQueries histories, HttpRequest request, TimeProvider time,
        CancellationToken cancellationToken, string? metric = null, string? from = null, string? to = null,
        string? step = null, string? instance = null, string? zone = null, string? fields = null)
    {
        var bot = BotPath.Find(bots, id);
        if (string.IsNullOrEmpty(metric))
            throw Refused.Field("metric", "has to name a metric as it is stored, such as command_duration_seconds");

        var steps = QueryText.Steps(TimeRange.Of(from, to, time.GetUtcNow()), step, zone);
        StringValues labels = request.Query["labels"];
        try
        {
            return await histories.OfAsync(
                    bot.Id, instance, metric, LabelFilter.Of([.. labels]), steps, cancellationToken, QueryText.Names(fields))
                ?? throw Refused.NotFound("metric of this bot");
        }
        catch (NoSuchFieldException wrong)
        {
            throw Refused.Field("fields", $"may name, for this metric, {string.Join(", ", wrong.Fields)}, with commas between");
        }
    }

    private static MetricsSummary SummaryOf(Bot bot, FleetQueries fleet, string? instance, DateTimeOffset now)
    {
        var found = fleet.Bot(bot.Id, instance) ?? throw Refused.NotFound("bot");
        var summary = found.Summary;
        return new MetricsSummary(
            bot.Id.Value, bot.Name, now, BotPath.StatusOf(summary.Freshness), summary.LastFrameAt, summary.Instances,
            summary.InstancesLive, summary.CommandsPerMinute, summary.ErrorRate, summary.P95Ms, summary.RssBytes,
            summary.Lost, found.Gauges,
            [.. found.Instances.Where(row => instance is null || row.Name == instance).Select(row => new InstanceSummary(
                row.Name, BotPath.StatusOf(row.Freshness), row.LastFrameAt, row.Version, row.CommandsPerMinute, row.ErrorRate,
                row.P95Ms, row.CpuPercent, row.RssBytes, row.HeapBytes, row.LagMs, row.GatewayMs))]);
    }
}
