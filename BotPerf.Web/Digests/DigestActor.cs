using System.Globalization;
using System.Security.Claims;
using BotPerf.Web.Access;

namespace BotPerf.Web.Digests;

/// <summary>Who acts on subscriptions: everybody on their own, administrators on everybody's.</summary>
/// <param name="AccountId">Null: a program with a token, which has no digests of its own.</param>
/// <param name="Name">For the audit trail.</param>
internal sealed record DigestActor(int? AccountId, string Name, bool IsAdmin)
{
    public static DigestActor Of(ClaimsPrincipal user) => new(
        ApiTokenIdentity.IdOf(user) is null && user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? int.Parse(id, CultureInfo.InvariantCulture)
            : null,
        user.Identity?.Name ?? "", user.IsInRole(Roles.Admin));

    public bool MayTouch(int account) => IsAdmin || account == AccountId;
}
