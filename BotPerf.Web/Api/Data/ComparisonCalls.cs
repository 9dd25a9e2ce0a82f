using System.ComponentModel;
using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Deploys;

namespace BotPerf.Web.Api.Data;

/// <summary>Before and after: deploys, and any two ranges.</summary>
internal static class ComparisonCalls
{
    private static readonly TimeSpan s_usualDeploys = TimeSpan.FromDays(30);

    public static void MapComparisonCalls(this RouteGroupBuilder bots)
    {
        bots.MapGet("/deploys", DeploysAsync).WithSummary("The newest deploys in a range, 30 days when left out and 20 at most, each with what it did to the commands");
        bots.MapGet("/compare", CompareAsync).WithSummary("A range beside another, of the same bot or of another, command by command");
    }

    private static async Task<RangePage<DeployShape>> DeploysAsync(
        string id, BotRegistry bots, DeployQueries deploys, TimeProvider time, CancellationToken cancellationToken, string? from = null,
        string? to = null, string? instance = null, string? command = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow(), s_usualDeploys);
        var (reports, _) = await deploys.OfAsync(bot.Id, instance, command, range.From, range.To, cancellationToken);
        return RangePage<DeployShape>.Of(range, new Page<DeployShape>([.. reports.Select(DeployShape.Of)], null));
    }

    private static async Task<CompareShape> CompareAsync(
        string id, BotRegistry bots, ComparisonQueries comparisons, TimeProvider time, CancellationToken cancellationToken, string? from = null,
        string? to = null, string? instance = null, string? command = null,
        [Description("The bot it is compared with; the same when left out.")] string? otherBot = null,
        [Description("Only this instance of it; all when left out.")] string? otherInstance = null,
        [Description("The beginning of what it is compared with. Left out: as long right before; of another bot: the same time.")] string? otherFrom = null,
        [Description("The end of what it is compared with; given together with otherFrom.")] string? otherTo = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var other = otherBot is null ? bot : OtherBot(bots, otherBot);
        if (otherFrom is null != otherTo is null)
            throw Refused.Field(otherFrom is null ? "otherFrom" : "otherTo", "has to be given together with the other end");

        var (beforeFrom, beforeTo) = otherFrom is null
            ? other.Id == bot.Id ? (range.From - (range.To - range.From), range.From) : (range.From, range.To)
            : Ordered(TimeRange.Time("otherFrom", otherFrom)!.Value, TimeRange.Time("otherTo", otherTo)!.Value);
        var before = new ComparedSide(other.Id, otherInstance, beforeFrom, beforeTo);
        var after = new ComparedSide(bot.Id, instance, range.From, range.To);
        var changes = await comparisons.OfAsync(before, after, command, cancellationToken);
        return new CompareShape(
            SideOf(before), SideOf(after), InsightWords.Of(CommandChange.Together(changes.Each.Select(change => change.Verdict))),
            changes.Together is { } together ? CommandChangeShape.Of(together) : null, [.. changes.Each.Select(CommandChangeShape.Of)]);
    }

    private static Bot OtherBot(BotRegistry bots, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && bots.Find(new Storage.BotId(number)) is { } bot
            ? bot
            : throw Refused.Field("otherBot", "names no bot that there is");

    private static (DateTimeOffset From, DateTimeOffset To) Ordered(DateTimeOffset from, DateTimeOffset to) =>
        from >= to ? throw Refused.Field("otherFrom", "has to be before otherTo")
        : to - from > TimeRange.Longest ? throw Refused.Field("otherFrom", $"has to be at most {TimeRange.Longest.TotalDays:0} days before otherTo")
        : (from, to);

    private static ComparedSideShape SideOf(ComparedSide side) => new(side.Bot.Value, side.Instance, side.From, side.To);
}
