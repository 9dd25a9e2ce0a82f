using System.Security.Claims;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>What somebody sees of their own account.</summary>
/// <param name="HasPassword">False: signs in by Discord alone.</param>
/// <param name="RecoveryCodes">How many are left.</param>
/// <param name="CurrentSession">Which of the sessions this browser is.</param>
internal sealed record OwnView(
    string Email, string Role, bool HasPassword, bool HasSecondStep, int RecoveryCodes, bool HasDiscord,
    IReadOnlyList<Session> Sessions, int? CurrentSession);

/// <summary>What people do to their own account. A change of what signs in ends all their other sessions.</summary>
internal sealed class OwnAccount(
    UserManager<AccountRow> users, SecondStep secondStep, Sessions sessions, AccountLinks links, SignInDesk desk,
    SignInThrottle throttle, AuditTrail audit)
{
    private const string NotThePassword = "That is not your password.";

    public async Task<OwnView> ViewAsync(ClaimsPrincipal user)
    {
        var account = await RequireAsync(user);
        return new OwnView(
            account.Email!, account.Role, account.PasswordHash is not null, account.TwoFactorEnabled,
            account.TwoFactorEnabled ? await secondStep.CodesLeftAsync(account) : 0,
            (await users.GetLoginsAsync(account)).Any(login => login.LoginProvider == DiscordSignIn.Scheme),
            sessions.Of(account.Id), sessions.IdOf(user));
    }

    /// <exception cref="AccountRefusedException">The current one is wrong, or the new one will not do.</exception>
    public async Task ChangePasswordAsync(
        ClaimsPrincipal user, string current, string wanted, Caller caller, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        Accounts.RequireLength(wanted);
        if (account.PasswordHash is null)
        {
            Accounts.Require(await users.AddPasswordAsync(account, wanted));
        }
        else
        {
            await RequirePasswordAsync(account, current, caller);
            Accounts.Require(await users.ChangePasswordAsync(account, current, wanted));
        }

        await links.ForgetPasswordLinksAsync(account.Email!, cancellationToken);
        await audit.WriteAsync(account.Email!, "account.password", account.Email!, cancellationToken);
        await StayAloneAsync(user, account, cancellationToken);
    }

    /// <inheritdoc cref="SecondStep.TurnOnAsync"/>
    public async Task<IReadOnlyList<string>> TurnSecondStepOnAsync(
        ClaimsPrincipal user, string secret, string code, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        var codes = await secondStep.TurnOnAsync(account, secret, code, cancellationToken);
        await StayAloneAsync(user, account, cancellationToken);
        return codes;
    }

    /// <exception cref="AccountRefusedException">The password is wrong.</exception>
    public async Task TurnSecondStepOffAsync(
        ClaimsPrincipal user, string password, Caller caller, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        await RequirePasswordAsync(account, password, caller);
        await secondStep.TurnOffAsync(account, account.Email!, cancellationToken);
        await StayAloneAsync(user, account, cancellationToken);
    }

    /// <exception cref="AccountRefusedException">The password is wrong, or the second step is off.</exception>
    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(
        ClaimsPrincipal user, string password, Caller caller, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        await RequirePasswordAsync(account, password, caller);
        return account.TwoFactorEnabled
            ? await secondStep.NewCodesAsync(account, cancellationToken)
            : throw new AccountRefusedException("The second step is off.");
    }

    public async Task EndSessionAsync(ClaimsPrincipal user, int session, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        if (await sessions.EndAsync(account.Id, session, cancellationToken))
            await audit.WriteAsync(account.Email!, "account.sessions_ended", account.Email!, cancellationToken);
    }

    public async Task EndOtherSessionsAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        await sessions.EndAllAsync(account.Id, except: user, cancellationToken);
        await audit.WriteAsync(account.Email!, "account.sessions_ended", account.Email!, cancellationToken);
    }

    /// <exception cref="AccountRefusedException">Without a password nothing else would sign in.</exception>
    public async Task ForgetDiscordAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var account = await RequireAsync(user);
        if (account.PasswordHash is null)
            throw new AccountRefusedException("Set a password first: nothing else would let you in.");

        foreach (var login in (await users.GetLoginsAsync(account)).Where(login => login.LoginProvider == DiscordSignIn.Scheme))
            Accounts.Require(await users.RemoveLoginAsync(account, login.LoginProvider, login.ProviderKey));
        await audit.WriteAsync(account.Email!, "account.discord_forgotten", account.Email!, cancellationToken);
        await StayAloneAsync(user, account, cancellationToken);
    }

    private async Task StayAloneAsync(ClaimsPrincipal user, AccountRow account, CancellationToken cancellationToken)
    {
        await sessions.EndAllAsync(account.Id, except: user, cancellationToken);
        await desk.StayAsync(account);
    }

    // Whoever finds a browser open must not guess on where the sign-in would have stopped them.
    private async Task RequirePasswordAsync(AccountRow account, string password, Caller caller)
    {
        if (throttle.Wait(account.Email!, caller.Address) > TimeSpan.Zero)
            throw new AccountRefusedException("Too many attempts. Try again later.");
        if (await users.CheckPasswordAsync(account, password))
        {
            throttle.Succeeded(account.Email!, caller.Address);
            return;
        }

        throttle.Failed(account.Email!, caller.Address);
        throw new AccountRefusedException(account.PasswordHash is null ? "Set a password first." : NotThePassword);
    }

    private async Task<AccountRow> RequireAsync(ClaimsPrincipal user) =>
        await users.GetUserAsync(user) ?? throw new AccountRefusedException("Your account is gone.");
}
