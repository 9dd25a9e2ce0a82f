using System.Security.Claims;
using BotPerf.Web.Access;

namespace BotPerf.Web.Api;

/// <summary>Who is asking.</summary>
/// <param name="Kind">person or token.</param>
/// <param name="Name">A person's e-mail address, or the name of a token.</param>
/// <param name="Role">viewer, operator or admin; a token has the role of its scope.</param>
/// <param name="Scope">read, operate or admin: what the caller may do.</param>
internal sealed record Me(string Kind, string Name, string Role, string Scope);

internal static class MeCalls
{
    public static void MapMe(this RouteGroupBuilder api) => api.MapGet("/me", (ClaimsPrincipal user) =>
    {
        var role = user.FindFirstValue(ClaimTypes.Role) ?? Roles.Viewer;
        var scope = Scopes.All.First(scope => Scopes.RoleOf(scope) == role);
        return ApiTokenIdentity.NameOf(user) is { } token
            ? new Me("token", token, role, scope)
            : new Me("person", user.Identity?.Name ?? "", role, scope);
    }).WithTags("Administration").WithSummary("Who is asking, and what they may do");
}
