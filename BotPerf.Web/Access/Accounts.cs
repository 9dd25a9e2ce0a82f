using System.Security.Cryptography;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Access;

/// <summary>The people who may sign in.</summary>
internal sealed class Accounts(
    UserManager<AccountRow> users, AuditTrail audit, TimeProvider time, ILogger<Accounts> log)
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
        if (!Roles.All.Contains(role))
            throw new AccountRefusedException("The role has to be viewer, operator or admin.");
        if (password.Length > MaxPasswordLength)
            throw new AccountRefusedException($"The password may have at most {MaxPasswordLength} characters.");

        var account = new AccountRow
        {
            UserName = clean,
            Email = clean,
            EmailConfirmed = true,
            Role = role,
            CreatedAt = time.GetUtcNow(),
        };
        Require(await users.CreateAsync(account, password));
        await audit.WriteAsync(by, "account.created", $"{clean} ({role})", cancellationToken);
        log.AccountCreated(account.Id, role);
    }

    /// <summary>The accounts with numbers above <paramref name="after"/>, at most so many, in the order they were made.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(long after, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await users.Users.Where(row => row.Id > after).OrderBy(row => row.Id).Take(limit)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new Account(row.Id, row.Email!, row.Role, row.LockoutEnd > now, row.CreatedAt))];
    }

    /// <summary>Null: nobody has this e-mail address.</summary>
    public async Task<Account?> FindAsync(string email, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await users.FindByEmailAsync(email) is { } row
            ? new Account(row.Id, row.Email!, row.Role, row.LockoutEnd > time.GetUtcNow(), row.CreatedAt)
            : null;
    }

    /// <summary>Gives an account another password; every session of it ends within seconds.</summary>
    /// <returns>False when there is no such account.</returns>
    public async Task<bool> SetPasswordAsync(
        string email, string password, string by, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(email) is not { } account)
            return false;

        Require(await users.ResetPasswordAsync(
            account, await users.GeneratePasswordResetTokenAsync(account), password));
        await audit.WriteAsync(by, "account.password", account.Email!, cancellationToken);
        return true;
    }

    private static string CleanEmail(string email)
    {
        var clean = email.Trim();
        var at = clean.IndexOf('@');
        if (at < 1 || at != clean.LastIndexOf('@') || at == clean.Length - 1 || clean.Length > 254
            || clean.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
            throw new AccountRefusedException("That is not an e-mail address; it should look like ada@example.org.");

        return clean;
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new AccountRefusedException(
                string.Join(' ', result.Errors.Where(error => error.Code != "DuplicateUserName").Select(e => e.Description)));
    }
}
