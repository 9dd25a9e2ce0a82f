using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Api;

/// <summary>Bots and their instances.</summary>
internal static class BotCalls
{
    public static void MapBots(this RouteGroupBuilder api)
    {
        var bots = api.MapGroup("/bots").WithTags("Bots");
        bots.MapGet("", List).WithSummary("The bots, in the order they were made");
        bots.MapPost("", CreateAsync).RequireAuthorization(Policies.ApiAdmin).Accepts<BotWanted>("application/json")
            .Produces<NewBotShape>(StatusCodes.Status201Created)
            .WithSummary("Makes a bot and its first ingest key; the answer is the only place that shows the key");
        bots.MapGet("/{id}", Get).WithSummary("One bot");
        bots.MapPatch("/{id}", RenameAsync).RequireAuthorization(Policies.ApiAdmin).Accepts<BotWanted>("application/json")
            .WithSummary("Renames a bot");
        bots.MapDelete("/{id}", DeleteAsync).RequireAuthorization(Policies.ApiAdmin)
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Deletes a bot, its keys at once and all it has sent in the background");
        bots.MapGet("/{id}/instances", Instances).WithSummary("A bot's instances and their latest figures, by name");
    }

    private static Page<BotShape> List(
        BotRegistry bots, FleetQueries fleet, AlertQueries alerts, HealthBoard health, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var open = alerts.OpenByBot();
        var summaries = fleet.Overview().ToDictionary(summary => summary.Id);
        var found = bots.All.Where(bot => paging.AfterNumber is not { } after || bot.Id.Value > after)
            .OrderBy(bot => bot.Id.Value).Take(paging.Limit + 1)
            .Select(bot => Shape(bot, summaries.GetValueOrDefault(bot.Id), health.Of(bot), open.GetValueOrDefault(bot.Id).Count))
            .ToList();
        return paging.Cut(found, bot => ApiId.Text(bot.Id));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, BotRegistry bots, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var name = Name(await ApiBody.ReadAsync<BotWanted>(request, cancellationToken));
        try
        {
            var (bot, key) = await bots.CreateAsync(name, user.Identity?.Name ?? "", cancellationToken);
            return Results.Created($"{ApiServices.Prefix}/bots/{bot.Id}",
                new NewBotShape(bot.Id.Value, bot.Name, "waiting", bot.CreatedAt, key.Key.Id, key.Text));
        }
        catch (BotRefusedException taken)
        {
            throw Refused.Conflict(taken.Message);
        }
    }

    private static BotShape Get(string id, BotRegistry bots, FleetQueries fleet, AlertQueries alerts, HealthBoard health)
    {
        var bot = BotPath.Find(bots, id);
        return Shape(bot, fleet.Bot(bot.Id, instance: null)?.Summary, health.Of(bot), alerts.OpenOf(bot.Id).Count);
    }

    private static async Task<BotShape> RenameAsync(
        string id, HttpRequest request, BotRegistry bots, FleetQueries fleet, AlertQueries alerts, HealthBoard health,
        ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var bot = BotPath.Find(bots, id);
        var name = Name(await ApiBody.ReadAsync<BotWanted>(request, cancellationToken));
        try
        {
            await bots.RenameAsync(bot.Id, name, user.Identity?.Name ?? "", cancellationToken);
        }
        catch (BotRefusedException taken)
        {
            throw Refused.Conflict(taken.Message);
        }

        return Get(id, bots, fleet, alerts, health);
    }

    private static async Task<IResult> DeleteAsync(
        string id, BotRegistry bots, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var bot = BotPath.Find(bots, id);
        try
        {
            await bots.DeleteAsync(bot.Id, user.Identity?.Name ?? "", cancellationToken);
            return Results.NoContent();
        }
        catch (BotRefusedException)
        {
            // Somebody else was quicker.
            throw Refused.NotFound("bot");
        }
    }

    private static Page<InstanceShape> Instances(
        string id, BotRegistry bots, FleetQueries fleet, string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var paging = Paging.Of(limit, cursor);
        var found = (fleet.Bot(bot.Id, instance: null)?.Instances ?? [])
            .OrderBy(row => row.Name, StringComparer.Ordinal)
            .Where(row => paging.After is null || string.CompareOrdinal(row.Name, paging.After) > 0)
            .Take(paging.Limit + 1)
            .Select(row => new InstanceShape(
                row.Name, BotPath.StatusOf(row.Freshness), row.LastFrameAt, row.Version, row.Host, row.Library, row.Runtime,
                row.ShardId, row.ShardCount, row.StartedAt, row.CommandsPerMinute, row.ErrorRate, row.P95Ms, row.CpuPercent,
                row.RssBytes, row.HeapBytes, row.LagMs, row.GatewayMs))
            .ToList();
        return paging.Cut(found, instance => instance.Name);
    }

    // Made between the two looks: a bot without a summary has sent nothing.
    private static BotShape Shape(Bot bot, BotSummary? summary, HealthScore health, int openAlerts) => new(
        bot.Id.Value, bot.Name, BotPath.StatusOf(summary?.Freshness ?? default), summary?.LastFrameAt,
        summary?.Instances ?? 0, summary?.InstancesLive ?? 0, HealthShape.Of(health), openAlerts, bot.CreatedAt);

    private static string Name(BotWanted wanted)
    {
        try
        {
            return BotName.Clean(wanted.Name);
        }
        catch (BotRefusedException refused)
        {
            throw Refused.Wrong("name", $"name: {refused.Message}");
        }
    }
}
