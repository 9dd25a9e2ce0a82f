using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace BotPerf.Web.Access;

/// <summary>
/// Identity's own store, which would keep the secret of the second step and the recovery codes as they are: here the secret
/// is encrypted, and the codes are hashed like passwords.
/// </summary>
internal sealed class AccountStore(
    AppDbContext context, IDataProtectionProvider protection, IPasswordHasher<AccountRow> hasher, IdentityErrorDescriber words)
    : UserOnlyStore<AccountRow, AppDbContext, int>(context, words)
{
    private const char Between = ' ';

    // Where Identity keeps its own, so that it finds them there.
    private const string Provider = "[AspNetUserStore]";
    private const string CodesName = "RecoveryCodes";

    private readonly IDataProtector _secrets = protection.CreateProtector("second step");

    public override Task SetAuthenticatorKeyAsync(AccountRow user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, _secrets.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(AccountRow user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { Length: > 0 } kept ? _secrets.Unprotect(kept) : null;

    public override Task ReplaceCodesAsync(
        AccountRow user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        KeepAsync(user, recoveryCodes.Select(code => hasher.HashPassword(user, Bare(code))), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(AccountRow user, string code, CancellationToken cancellationToken)
    {
        var kept = await CodesAsync(user, cancellationToken);
        var found = Array.FindIndex(
            kept, hash => hasher.VerifyHashedPassword(user, hash, Bare(code)) != PasswordVerificationResult.Failed);
        if (found < 0)
            return false;

        await KeepAsync(user, kept.Where((_, at) => at != found), cancellationToken);
        return true;
    }

    public override async Task<int> CountCodesAsync(AccountRow user, CancellationToken cancellationToken) =>
        (await CodesAsync(user, cancellationToken)).Length;

    /// <summary>Forgets the secret and the codes.</summary>
    public async Task ForgetSecondStepAsync(AccountRow user, CancellationToken cancellationToken)
    {
        await RemoveTokenAsync(user, Provider, "AuthenticatorKey", cancellationToken);
        await RemoveTokenAsync(user, Provider, CodesName, cancellationToken);
    }

    private async Task<string[]> CodesAsync(AccountRow user, CancellationToken cancellationToken) =>
        (await GetTokenAsync(user, Provider, CodesName, cancellationToken))
            ?.Split(Between, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private Task KeepAsync(AccountRow user, IEnumerable<string> hashes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, Provider, CodesName, string.Join(Between, hashes), cancellationToken);

    // The hyphen is for the eye.
    private static string Bare(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
