using System.Security.Claims;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>
/// Asks again and again whether the person behind an open page may still be there: signing out in another
/// tab, a new password, another role or a disabled account ends it within five seconds.
/// </summary>
internal sealed class CircuitRevalidation(ILoggerFactory logging, IServiceScopeFactory scopes, Sessions sessions)
    : RevalidatingServerAuthenticationStateProvider(logging)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(4);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();
        var user = authenticationState.User;
        return !sessions.IsEnded(user)
            && await users.GetUserAsync(user) is { } account
            && user.FindFirstValue(users.Options.ClaimsIdentity.SecurityStampClaimType) == account.SecurityStamp
            && !await users.IsLockedOutAsync(account);
    }
}
