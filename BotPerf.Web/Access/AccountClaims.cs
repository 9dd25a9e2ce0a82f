using System.Security.Claims;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>What the cookie says of a person: Identity's claims and the role.</summary>
internal sealed class AccountClaims(UserManager<AccountRow> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<AccountRow>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(AccountRow user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Options.ClaimsIdentity.RoleClaimType, user.Role));
        return identity;
    }
}
