using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>How an attempt to sign in ended.</summary>
/// <param name="Wait">Above zero: too many attempts, this long to go.</param>
internal sealed record SignInOutcome(bool Succeeded, TimeSpan Wait);

/// <summary>Where people sign in. Says nothing, in words or in time taken, about which accounts there are.</summary>
internal sealed class SignInDesk(
    UserManager<AccountRow> users, SignInManager<AccountRow> signIn, IPasswordHasher<AccountRow> hasher,
    SignInThrottle throttle, ILogger<SignInDesk> log)
{
    // Checked against for accounts that do not exist, so that the answer takes as long.
    private static readonly AccountRow Nobody = new() { Role = Roles.Viewer };
    private static string? _nobodysHash;

    public async Task<SignInOutcome> SignInAsync(string email, string password, bool remember, string address)
    {
        if (throttle.Wait(email, address) is var wait && wait > TimeSpan.Zero)
        {
            log.SignInThrottled(address);
            return new SignInOutcome(false, wait);
        }

        var account = await users.FindByEmailAsync(email.Trim());
        if (!await IsRightAsync(account, password))
        {
            throttle.Failed(email, address);
            log.SignInFailed(address);
            return new SignInOutcome(false, TimeSpan.Zero);
        }

        throttle.Succeeded(email, address);
        await signIn.SignInWithClaimsAsync(account!, remember, [Sessions.New()]);
        log.SignedIn(account!.Id, address);
        return new SignInOutcome(true, TimeSpan.Zero);
    }

    private async Task<bool> IsRightAsync(AccountRow? account, string password)
    {
        if (account is null)
        {
            _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
            return false;
        }

        return await users.CheckPasswordAsync(account, password) && !await users.IsLockedOutAsync(account);
    }
}
