using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>The second step of signing in: a code of an authenticator app, or one of ten recovery codes.</summary>
internal sealed class SecondStep(
    UserManager<AccountRow> users, IUserStore<AccountRow> store, AuditTrail audit, TimeProvider time)
{
    public const int RecoveryCodes = 10;

    private AccountStore Store => (AccountStore)store;

    /// <summary>Whether a text is the code of now, or a recovery code. Each is worth something once.</summary>
    public async Task<bool> TakeAsync(AccountRow account, string text, CancellationToken cancellationToken)
    {
        var code = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        if (code.Length == Totp.Digits && code.All(char.IsAsciiDigit))
        {
            if (await Store.GetAuthenticatorKeyAsync(account, cancellationToken) is not { } secret
                || Totp.StepOf(code, secret, time.GetUtcNow(), account.LastCodeStep) is not { } step)
                return false;

            account.LastCodeStep = step;
            // Saved against the stamp that was read: of two who send the same code at once, one is refused.
            return (await users.UpdateAsync(account)).Succeeded;
        }

        if (code.Length > 20 || !(await users.RedeemTwoFactorRecoveryCodeAsync(account, code)).Succeeded)
            return false;

        await audit.WriteAsync(account.Email!, "account.recovery_code", account.Email!, cancellationToken);
        return true;
    }

    /// <summary>Asks for it from the next sign-in on, once a code has shown that the app holds the secret.</summary>
    /// <returns>The recovery codes, which are shown only now.</returns>
    /// <exception cref="AccountRefusedException">The code is wrong, or it is on already.</exception>
    public async Task<IReadOnlyList<string>> TurnOnAsync(
        AccountRow account, string secret, string code, CancellationToken cancellationToken)
    {
        if (account.TwoFactorEnabled)
            throw new AccountRefusedException("The second step is on already.");
        if (!Totp.IsSecret(secret))
            throw new AccountRefusedException("The page was too old. Scan the new picture.");

        var bare = string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));
        if (Totp.StepOf(bare, secret, time.GetUtcNow(), lastTaken: null) is not { } step)
            throw new AccountRefusedException(
                "That is not the code of now. Take the newest one; if it stays wrong, the clock of your phone may be off.");

        await Store.SetAuthenticatorKeyAsync(account, secret, cancellationToken);
        account.LastCodeStep = step;
        Require(await users.SetTwoFactorEnabledAsync(account, true));
        await audit.WriteAsync(account.Email!, "account.second_step_on", account.Email!, cancellationToken);
        return await NewCodesAsync(account, cancellationToken);
    }

    /// <summary>Ten others; those before are worth nothing.</summary>
    public async Task<IReadOnlyList<string>> NewCodesAsync(AccountRow account, CancellationToken cancellationToken)
    {
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes) ?? [];
        await audit.WriteAsync(account.Email!, "account.recovery_codes", account.Email!, cancellationToken);
        return [.. codes];
    }

    public Task<int> CodesLeftAsync(AccountRow account) => users.CountRecoveryCodesAsync(account);

    public async Task TurnOffAsync(AccountRow account, string by, CancellationToken cancellationToken)
    {
        await Store.ForgetSecondStepAsync(account, cancellationToken);
        account.LastCodeStep = null;
        Require(await users.SetTwoFactorEnabledAsync(account, false));
        await audit.WriteAsync(by, "account.second_step_off", account.Email!, cancellationToken);
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new AccountRefusedException("The account was changed at the same moment. Try again.");
    }
}
