using System.Security.Claims;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>Whether somebody who was let in some time ago would be let in today, with the same rights.</summary>
internal sealed class Rights(IServiceScopeFactory scopes, Sessions sessions, ApiTokens tokens)
{
    /// <summary>How often who keeps a connection open is to be asked about; with a beat's delay below five seconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>
    /// False after signing out in whatever tab, a new password, another role, a disabled or removed account; after a token
    /// was revoked or has expired.
    /// </summary>
    public async Task<bool> StillHoldAsync(ClaimsPrincipal user)
    {
        if (ApiTokenIdentity.IdOf(user) is { } token)
            return tokens.IsActive(token);

        if (!sessions.IsOpen(user))
            return false;

        sessions.Seen(user);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();
        return await users.GetUserAsync(user) is { } account
            && user.FindFirstValue(users.Options.ClaimsIdentity.SecurityStampClaimType) == account.SecurityStamp
            && !await users.IsLockedOutAsync(account);
    }
}
