using System.Security.Claims;
using BotPerf.Web.Access;

namespace BotPerf.Web.Api;

/// <summary>An API token, without its text.</summary>
/// <param name="Id">Names it in <c>DELETE /tokens/{id}</c>.</param>
/// <param name="Name">What it is called; of active tokens each name is there once.</param>
/// <param name="Scope">read, operate or admin.</param>
/// <param name="Hint">Its first characters, to tell tokens apart.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From then on it is refused; null: never.</param>
/// <param name="LastUsedAt">Within a minute; null: not yet.</param>
/// <param name="RevokedAt">Null while it is not revoked.</param>
internal sealed record TokenShape(
    int Id, string Name, string Scope, string Hint, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>A token that was just made.</summary>
/// <param name="Id">Names it in <c>DELETE /tokens/{id}</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Scope">read, operate or admin.</param>
/// <param name="Hint">Its first characters.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From then on it is refused; null: never.</param>
/// <param name="Token">The token itself, <c>bpa_…</c>: shown only here.</param>
internal sealed record NewTokenShape(
    int Id, string Name, string Scope, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, string Token);

/// <summary>The token that is wanted.</summary>
/// <param name="Name">1 to 100 characters; no other active token's.</param>
/// <param name="Scope">read, operate or admin.</param>
/// <param name="ExpiresAt">A time to come; null or left out: never.</param>
internal sealed record TokenWanted(string? Name, string? Scope, DateTimeOffset? ExpiresAt);

internal static class TokenCalls
{
    public static void MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").RequireAuthorization(Policies.ApiAdmin).WithTags("Tokens");
        tokens.MapGet("", List).WithSummary("The API tokens, newest first, also those that were revoked or have expired");
        tokens.MapPost("", CreateAsync).Accepts<TokenWanted>("application/json")
            .Produces<NewTokenShape>(StatusCodes.Status201Created)
            .WithSummary("Makes an API token; the answer is the only place that shows it");
        tokens.MapDelete("/{id}", RevokeAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Revokes an API token; its open connections end within five seconds");
    }

    private static Page<TokenShape> List(ApiTokens tokens, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var found = tokens.All.Where(token => paging.AfterNumber is not { } after || token.Id < after)
            .OrderByDescending(token => token.Id).Take(paging.Limit + 1).Select(Shape).ToList();
        return paging.Cut(found, token => ApiId.Text(token.Id));
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, ApiTokens tokens, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<TokenWanted>(request, cancellationToken);
        try
        {
            var (token, text) = await tokens.CreateAsync(
                wanted.Name, wanted.Scope, wanted.ExpiresAt, user.Identity?.Name ?? "", cancellationToken);
            return Results.Created((string?)null, new NewTokenShape(
                token.Id, token.Name, token.Scope, token.Hint, token.CreatedAt, token.ExpiresAt, text));
        }
        catch (TokenRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }

    private static async Task<IResult> RevokeAsync(
        string id, ApiTokens tokens, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await tokens.RevokeAsync(ApiId.Of(id, "token"), user.Identity?.Name ?? "", cancellationToken)
            ? Results.NoContent()
            : throw Refused.NotFound("token");

    private static TokenShape Shape(ApiToken token) => new(
        token.Id, token.Name, token.Scope, token.Hint, token.CreatedBy, token.CreatedAt, token.ExpiresAt, token.LastUsedAt,
        token.RevokedAt);
}
