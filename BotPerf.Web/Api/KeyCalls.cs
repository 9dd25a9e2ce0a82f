using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;

namespace BotPerf.Web.Api;

/// <summary>The ingest keys of a bot.</summary>
internal static class KeyCalls
{
    public static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/bots/{id}/keys").RequireAuthorization(Policies.ApiAdmin).WithTags("Keys");
        keys.MapGet("", List).WithSummary("A bot's ingest keys, newest first, also those that were revoked");
        keys.MapPost("", IssueAsync).Produces<NewKeyShape>(StatusCodes.Status201Created)
            .WithSummary("Makes another ingest key, for rotation; a bot has at most two active ones");
        keys.MapDelete("/{keyId}", RevokeAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Revokes an ingest key; its open connections end within five seconds");
    }

    private static Page<KeyShape> List(string id, BotRegistry bots, string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var paging = Paging.Of(limit, cursor);
        var found = bot.Keys.Where(key => paging.AfterNumber is not { } after || key.Id < after)
            .OrderByDescending(key => key.Id).Take(paging.Limit + 1)
            .Select(key => new KeyShape(key.Id, key.Hint, key.CreatedAt, key.LastUsedAt, key.RevokedAt))
            .ToList();
        return paging.Cut(found, key => ApiId.Text(key.Id));
    }

    private static async Task<IResult> IssueAsync(
        string id, BotRegistry bots, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var bot = BotPath.Find(bots, id);
        try
        {
            var (key, text) = await bots.IssueKeyAsync(bot.Id, user.Identity?.Name ?? "", cancellationToken);
            return Results.Created((string?)null, new NewKeyShape(key.Id, key.Hint, key.CreatedAt, text));
        }
        catch (BotRefusedException refused)
        {
            throw Refused.Conflict(refused.Message);
        }
    }

    private static async Task<IResult> RevokeAsync(
        string id, string keyId, BotRegistry bots, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var bot = BotPath.Find(bots, id);
        var key = ApiId.Of(keyId, "key");
        try
        {
            await bots.RevokeKeyAsync(bot.Id, key, user.Identity?.Name ?? "", cancellationToken);
            return Results.NoContent();
        }
        catch (BotRefusedException)
        {
            throw Refused.NotFound("key");
        }
    }
}
