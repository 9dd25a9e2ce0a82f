using BotPerf.Web.Api.Data;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;

namespace BotPerf.Web.Api;

/// <summary>How well a bot is.</summary>
internal static class HealthCalls
{
    private const int MostPoints = 1_500;
    private static readonly int[] s_stepMinutes = [10, 30, 60, 180, 360, 720, 1_440];

    public static void MapHealth(this RouteGroupBuilder api)
    {
        var health = api.MapGroup("/bots/{id}/health").WithTags("Health");
        health.MapGet("", Get).WithSummary("How well the bot is, and what every lost point was lost for");
        health.MapGet("/report", Report).WithSummary("The same as a comprehensive_health_report, with what to do");
        health.MapGet("/history", HistoryAsync).WithSummary("Its scores over time");
    }

    private static HealthDetails Get(string id, BotRegistry bots, HealthQueries health) =>
        HealthDetails.Of(health.Of(BotPath.Find(bots, id)));

    private static HealthReportShape Report(string id, BotRegistry bots, HealthQueries health) =>
        HealthReportShape.Of(HealthReportBuilder.Build(health.Of(BotPath.Find(bots, id))));

    private static async Task<HealthHistoryShape> HistoryAsync(
        string id, BotRegistry bots, HealthQueries health, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var step = s_stepMinutes.FirstOrDefault(one => (range.To - range.From).TotalMinutes <= (double)one * MostPoints, s_stepMinutes[^1]);
        var points = await health.HistoryAsync(bot.Id, range.From, range.To, step, cancellationToken);
        return new HealthHistoryShape(range.From, range.To, step * 60, [.. points.Select(point => new HealthPointShape(
            point.At, point.Overall, point.Parts[0], point.Parts[1], point.Parts[2], point.Parts[3], point.Parts[4]))]);
    }
}
