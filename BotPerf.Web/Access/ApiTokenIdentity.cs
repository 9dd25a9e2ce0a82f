using System.Globalization;
using System.Security.Claims;

namespace BotPerf.Web.Access;

/// <summary>What a request that came with an API token says of itself.</summary>
internal static class ApiTokenIdentity
{
    /// <summary>The authentication scheme: API tokens.</summary>
    public const string Scheme = "ApiToken";

    private const string TokenClaim = "botperf:token";
    private const string NameClaim = "botperf:token-name";

    /// <summary>Its name says that it is a token, so that the audit trail never takes it for a person.</summary>
    public static ClaimsPrincipal Of(ApiToken token) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, $"token {token.Name}"),
            new Claim(ClaimTypes.Role, Scopes.RoleOf(token.Scope)),
            new Claim(NameClaim, token.Name),
            new Claim(TokenClaim, token.Id.ToString(CultureInfo.InvariantCulture)),
        ], Scheme));

    /// <summary>The token's id; null for a person.</summary>
    public static int? IdOf(ClaimsPrincipal user) =>
        user.FindFirstValue(TokenClaim) is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : null;

    /// <summary>The token's bare name; null for a person.</summary>
    public static string? NameOf(ClaimsPrincipal user) => user.FindFirstValue(NameClaim);
}
