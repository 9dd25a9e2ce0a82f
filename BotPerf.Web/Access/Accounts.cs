using System.Security.Cryptography;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>The people who may sign in.</summary>
internal sealed class Accounts(
    UserManager<AccountRow> users, Sessions sessions, AuditTrail audit, TimeProvider time, ILogger<Accounts> log)
{
    private const int MaxPasswordLength = 256;
    private const string PasswordAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>For people to copy: 20 letters and digits that look unlike each other, 117 random bits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(PasswordAlphabet, 20);

    /// <exception cref="AccountRefusedException">Address, role or password will not do, or the address is taken.</exception>
    public async Task CreateAsync(
        string email, string role, string password, string by, CancellationToken cancellationToken)
    {
        var clean = CleanEmail(email);
        RequireRole(role);
        RequireLength(password);
        var account = Row(clean, role);
        Require(await users.CreateAsync(account, password));
        await audit.WriteAsync(by, "account.created", $"{clean} ({role})", cancellationToken);
        log.AccountCreated(account.Id, role);
    }

    /// <summary>Makes an account that has no password: it is signed in by somebody who vouches for the address.</summary>
    /// <exception cref="AccountRefusedException">The address is taken.</exception>
    public async Task<AccountRow> CreateWithoutPasswordAsync(string email, string role, string by, CancellationToken cancellationToken)
    {
        RequireRole(role);
        var account = Row(CleanEmail(email), role);
        Require(await users.CreateAsync(account));
        await audit.WriteAsync(by, "account.created", $"{account.Email} ({role})", cancellationToken);
        log.AccountCreated(account.Id, role);
        return account;
    }

    /// <summary>Gives an account another password; every session of it ends within seconds.</summary>
    /// <returns>False when there is no such account.</returns>
    public async Task<bool> SetPasswordAsync(
        string email, string password, string by, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(email) is not { } account)
            return false;

        RequireLength(password);
        Require(await users.ResetPasswordAsync(
            account, await users.GeneratePasswordResetTokenAsync(account), password));
        await sessions.EndAllAsync(account.Id, except: null, cancellationToken);
        await audit.WriteAsync(by, "account.password", account.Email!, cancellationToken);
        return true;
    }

    private AccountRow Row(string clean, string role) => new()
    {
        UserName = clean,
        Email = clean,
        EmailConfirmed = true,
        Role = role,
        CreatedAt = time.GetUtcNow(),
    };

    public static void RequireRole(string? role)
    {
        if (role is null || !Roles.All.Contains(role))
            throw new AccountRefusedException("The role has to be viewer, operator or admin.", "role");
    }

    public static void RequireLength(string password)
    {
        if (password.Length > MaxPasswordLength)
            throw new AccountRefusedException($"The password may have at most {MaxPasswordLength} characters.");
    }

    /// <exception cref="AccountRefusedException">It is none.</exception>
    public static string CleanEmail(string email)
    {
        var clean = email.Trim();
        var at = clean.IndexOf('@');
        if (at < 1 || at != clean.LastIndexOf('@') || at == clean.Length - 1 || clean.Length > 254
            || clean.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
            throw new AccountRefusedException("That is not an e-mail address; it should look like ada@example.org.", "email");

        return clean;
    }

    public static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new AccountRefusedException(
                string.Join(' ', result.Errors.Where(error => error.Code != "DuplicateUserName").Select(e => e.Description)));
    }
}
