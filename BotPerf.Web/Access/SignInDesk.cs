using System.Security.Claims;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>How an attempt to sign in ended.</summary>
/// <param name="Wait">Above zero: too many attempts, this long to go.</param>
/// <param name="NeedsCode">The password was right, and the second step is asked for.</param>
internal sealed record SignInOutcome(bool Succeeded, TimeSpan Wait, bool NeedsCode = false);

/// <summary>Where people sign in. Says nothing, in words or in time taken, about which accounts there are.</summary>
internal sealed class SignInDesk(
    UserManager<AccountRow> users, SignInManager<AccountRow> signIn, IPasswordHasher<AccountRow> hasher, SecondStep secondStep,
    Sessions sessions, SignInThrottle throttle, AuditTrail audit, TimeProvider time, ILogger<SignInDesk> log)
{
    private const string RememberClaim = "botperf:remember";
    private static readonly SignInOutcome Wrong = new(false, TimeSpan.Zero);

    // Checked against for accounts that do not exist, so that the answer takes as long.
    private static readonly AccountRow Nobody = new() { Role = Roles.Viewer };
    private static string? _nobodysHash;

    public async Task<SignInOutcome> SignInAsync(string email, string password, bool remember, Caller caller)
    {
        if (Throttled(email, caller) is { } wait)
            return wait;

        var account = await users.FindByEmailAsync(email.Trim());
        if (!await IsRightAsync(account, password))
            return Failed(email, caller);
        if (account!.TwoFactorEnabled)
            return await AskForCodeAsync(account, remember);

        throttle.Succeeded(email, caller.Address);
        return await CompleteAsync(account, remember, caller);
    }

    /// <summary>The second step, for whoever has taken the first within the last minutes.</summary>
    public async Task<SignInOutcome> SignInWithCodeAsync(string code, Caller caller)
    {
        if (await WaitingAsync() is not var (account, remember))
            return Wrong;
        if (Throttled(account.Email!, caller) is { } wait)
            return wait;
        if (throttle.WaitForCode(account.Email!) is { } pause && pause > TimeSpan.Zero)
            return new SignInOutcome(false, pause);
        if (!await secondStep.TakeAsync(account, code, CancellationToken.None))
        {
            throttle.CodeFailed(account.Email!);
            return Failed(account.Email!, caller);
        }

        throttle.Succeeded(account.Email!, caller.Address);
        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return await CompleteAsync(account, remember, caller);
    }

    /// <summary>Whether the first step was taken, a few minutes ago at most.</summary>
    public async Task<bool> IsCodeAwaitedAsync() => await WaitingAsync() is not null;

    /// <summary>For somebody whom another service vouches for. The second step is asked for all the same.</summary>
    public async Task<SignInOutcome> SignInKnownAsync(AccountRow account, Caller caller)
    {
        if (await users.IsLockedOutAsync(account))
            return Wrong;

        return account.TwoFactorEnabled
            ? await AskForCodeAsync(account, remember: false)
            : await CompleteAsync(account, remember: false, caller);
    }

    /// <summary>After a change that ended every session of an account: this one goes on.</summary>
    public async Task StayAsync(AccountRow account)
    {
        var known = await signIn.Context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (known.Principal is { } user && Sessions.Of(user) is { } session)
            await signIn.SignInWithClaimsAsync(account, known.Properties, [session.Clone()]);
    }

    public async Task SignOutAsync()
    {
        await sessions.EndAsync(signIn.Context.User, CancellationToken.None);
        await signIn.SignOutAsync();
    }

    private SignInOutcome? Throttled(string email, Caller caller)
    {
        if (throttle.Wait(email, caller.Address) is var wait && wait <= TimeSpan.Zero)
            return null;

        log.SignInThrottled(caller.Address);
        return new SignInOutcome(false, wait);
    }

    private SignInOutcome Failed(string email, Caller caller)
    {
        throttle.Failed(email, caller.Address);
        log.SignInFailed(caller.Address);
        return Wrong;
    }

    private async Task<bool> IsRightAsync(AccountRow? account, string password)
    {
        _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        if (account?.PasswordHash is null)
        {
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
            return false;
        }

        return await users.CheckPasswordAsync(account, password) && !await users.IsLockedOutAsync(account);
    }

    private async Task<SignInOutcome> AskForCodeAsync(AccountRow account, bool remember)
    {
        var who = new ClaimsIdentity(IdentityConstants.TwoFactorUserIdScheme);
        who.AddClaim(new Claim(ClaimTypes.NameIdentifier, await users.GetUserIdAsync(account)));
        who.AddClaim(new Claim(users.Options.ClaimsIdentity.SecurityStampClaimType, account.SecurityStamp ?? ""));
        if (remember)
            who.AddClaim(new Claim(RememberClaim, ""));
        await signIn.Context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(who));
        return new SignInOutcome(false, TimeSpan.Zero, NeedsCode: true);
    }

    private async Task<(AccountRow Account, bool Remember)?> WaitingAsync()
    {
        var known = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return known.Principal is { } who
            && await users.GetUserAsync(who) is { TwoFactorEnabled: true } account
            && who.FindFirstValue(users.Options.ClaimsIdentity.SecurityStampClaimType) == account.SecurityStamp
            && !await users.IsLockedOutAsync(account)
                ? (account, who.HasClaim(RememberClaim, ""))
                : null;
    }

    private async Task<SignInOutcome> CompleteAsync(AccountRow account, bool remember, Caller caller)
    {
        account.LastSignInAt = time.GetUtcNow();
        await users.UpdateAsync(account);
        var session = await sessions.BeginAsync(account.Id, caller, CancellationToken.None);
        await signIn.SignInWithClaimsAsync(account, remember, [session]);
        await audit.WriteAsync(account.Email!, "account.signed_in", caller.Device, CancellationToken.None);
        log.SignedIn(account.Id, caller.Address);
        return new SignInOutcome(true, TimeSpan.Zero);
    }
}
