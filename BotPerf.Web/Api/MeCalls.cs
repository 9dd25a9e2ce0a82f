using System.Security.Claims;

namespace BotPerf.Web.Api;

/// <summary>Who is asking.</summary>
/// <param name="Name">A person's e-mail address, or the name of a token.</param>
/// <param name="Role">viewer, operator or admin: what the caller may do.</param>
internal sealed record Me(string Name, string Role);

internal static class MeCalls
{
    public static void MapMe(this RouteGroupBuilder api) => api.MapGet("/me", (ClaimsPrincipal user) =>
        new Me(user.Identity?.Name ?? "", user.FindFirstValue(ClaimTypes.Role) ?? ""));
}
