using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BotPerf.Web.Access;

/// <summary>Asks again and again whether the person behind an open page may still be there; else it ends within five seconds.</summary>
internal sealed class CircuitRevalidation(ILoggerFactory logging, Rights rights)
    : RevalidatingServerAuthenticationStateProvider(logging)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(4);

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        rights.StillHoldAsync(authenticationState.User);
}
