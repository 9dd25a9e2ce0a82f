using BotPerf.Web.Baselines;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Anomalies;

namespace BotPerf.Web.Api.Data;

/// <summary>What of a bot was out of the ordinary.</summary>
/// <param name="StepSeconds">How long the finer steps are that were looked at; the others are hours.</param>
/// <param name="Known">Of so many figures it is known what is usual.</param>
/// <param name="Learning">Of so many it is not known yet.</param>
/// <param name="KnownFrom">When the first of those is known; null: there are none.</param>
/// <param name="Total">How many there were.</param>
/// <param name="Items">Newest first; at most 200, the worst.</param>
internal sealed record AnomaliesShape(
    int Bot, DateTimeOffset From, DateTimeOffset To, int StepSeconds, int Known, int Learning, DateTimeOffset? KnownFrom, int Total,
    IReadOnlyList<AnomalyShape> Items)
{
    public static AnomaliesShape Of(Bot bot, AnomalyReport of) => new(
        bot.Id.Value, of.From, of.To, of.StepSeconds, of.Known, of.Learning, of.KnownFrom, of.Total, [.. of.Found.Select(AnomalyShape.Of)]);
}

/// <summary>A time in which a figure was out of the ordinary.</summary>
/// <param name="Figure">rate (per second), p95 or avg.</param>
/// <param name="Title">For people.</param>
/// <param name="Labels">With the instance, where instances are kept apart; empty for all together.</param>
/// <param name="Unit">Of the values: seconds, bytes, percent, a word of the bot's own, or empty.</param>
/// <param name="Side">above or below.</param>
/// <param name="Deviations">How far it was from the middle of the usual at worst; at least 4.</param>
/// <param name="WorstAt">The beginning of the step in which it was farthest.</param>
/// <param name="Value">Then.</param>
/// <param name="Low">The least that was usual then.</param>
/// <param name="High">The most that was usual then.</param>
/// <param name="StepSeconds">How long the steps are in which it was seen.</param>
/// <param name="IsGoingOn">It has not ended.</param>
/// <param name="Alert">The number of an alert of the same figure at the same time; null: there is none.</param>
internal sealed record AnomalyShape(
    string Metric, string Figure, string Title, IReadOnlyDictionary<string, string> Labels, string Unit, string Side, double Deviations,
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset WorstAt, double Value, double Low, double High, int StepSeconds, bool IsGoingOn, int? Alert)
{
    public static AnomalyShape Of(FoundAnomaly of) => new(
        of.Line.Figure.Metric, of.Line.Figure.Figure, of.Line.Figure.Title, of.Line.Labels, of.Line.Unit, of.What.IsAbove ? "above" : "below",
        of.What.Deviations, of.From, of.To, DateTimeOffset.FromUnixTimeSeconds(of.What.WorstAt), of.What.Value, of.What.Low, of.What.High,
        of.StepSeconds, of.IsGoingOn, of.Alert?.Id);
}

/// <summary>What was out of the ordinary.</summary>
internal static class AnomalyCalls
{
    private static readonly TimeSpan s_usual = TimeSpan.FromDays(1);

    public static void MapAnomalyCalls(this RouteGroupBuilder bots) => bots.MapGet("/anomalies", OfAsync)
        .WithSummary("What was out of the ordinary in a range, a day when left out and 28 days at most");

    private static async Task<AnomaliesShape> OfAsync(
        string id, BotRegistry bots, AnomalyQueries anomalies, TimeProvider time, CancellationToken cancellationToken, string? from = null,
        string? to = null, string? instance = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow(), s_usual);
        if (range.To - range.From > TimeSpan.FromDays(SeasonalBaseline.MostDays))
            throw Refused.Field("from", $"has to be at most {SeasonalBaseline.MostDays} days before to: what is usual is made from those");

        return AnomaliesShape.Of(bot, await anomalies.OfAsync(bot.Id, instance, range.From, range.To, cancellationToken));
    }
}
