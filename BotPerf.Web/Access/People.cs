using System.Globalization;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Access;

/// <summary>What an administrator does to the accounts of others. Whatever takes a right away ends every session at once.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class People(
    IServiceScopeFactory scopes, Sessions sessions, AccountLinks links, AuditTrail audit, TimeProvider time, ILogger<People> log)
    : IDisposable
{
    // Two administrators who demote each other at once must not both succeed.
    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>The accounts with numbers above <paramref name="after"/>, at most so many, in the order they were made.</summary>
    /// <param name="search">A part of the address; null: all.</param>
    public async Task<IReadOnlyList<Person>> ListAsync(string? search, long after, int limit, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>().Users.AsNoTracking()
            .Where(row => row.Id > after);
        if (search?.Trim().ToUpperInvariant() is { Length: > 0 } part)
            rows = rows.Where(row => row.NormalizedEmail!.Contains(part));
        return [.. (await rows.OrderBy(row => row.Id).Take(limit).ToListAsync(cancellationToken)).Select(ToPerson)];
    }

    /// <summary>Null: there is none of that number.</summary>
    public async Task<Person?> FindAsync(int id, CancellationToken cancellationToken) =>
        (await ListAsync(search: null, id - 1L, 1, cancellationToken)) is [{ } found] && found.Id == id ? found : null;

    /// <summary>By the whole address; null: nobody has it.</summary>
    public async Task<Person?> FindAsync(string email)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>().FindByEmailAsync(email.Trim()) is { } row ? ToPerson(row) : null;
    }

    /// <returns>False when there is no such account.</returns>
    /// <exception cref="AccountRefusedException">It is the last administrator, or no role.</exception>
    public Task<bool> SetRoleAsync(int id, string role, string by, CancellationToken cancellationToken)
    {
        Accounts.RequireRole(role);
        return ChangeAsync(id, async (users, account) =>
        {
            if (account.Role == role)
                return;

            await RequireAnotherAdministratorAsync(users, account, "have another role", cancellationToken);
            var before = account.Role;
            account.Role = role;
            Accounts.Require(await users.UpdateSecurityStampAsync(account));
            await sessions.EndAllAsync(id, except: null, cancellationToken);
            await audit.WriteAsync(by, "account.role", $"{account.Email}: {before} → {role}", cancellationToken);
        }, cancellationToken);
    }

    /// <returns>False when there is no such account.</returns>
    /// <exception cref="AccountRefusedException">It is the last administrator.</exception>
    public Task<bool> SetDisabledAsync(int id, bool disabled, string by, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (users, account) =>
        {
            if (IsDisabled(account) == disabled)
                return;
            if (disabled)
                await RequireAnotherAdministratorAsync(users, account, "be disabled", cancellationToken);

            account.LockoutEnabled = disabled;
            account.LockoutEnd = disabled ? DateTimeOffset.MaxValue : null;
            Accounts.Require(await users.UpdateSecurityStampAsync(account));
            await sessions.EndAllAsync(id, except: null, cancellationToken);
            await audit.WriteAsync(by, disabled ? "account.disabled" : "account.enabled", account.Email!, cancellationToken);
        }, cancellationToken);

    /// <returns>False when there is no such account.</returns>
    /// <exception cref="AccountRefusedException">It is the last administrator.</exception>
    public Task<bool> RemoveAsync(int id, string by, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (users, account) =>
        {
            await RequireAnotherAdministratorAsync(users, account, "be removed", cancellationToken);
            await sessions.EndAllAsync(id, except: null, cancellationToken);
            await links.ForgetPasswordLinksAsync(account.Email!, cancellationToken);
            Accounts.Require(await users.DeleteAsync(account));
            await audit.WriteAsync(by, "account.removed", account.Email!, cancellationToken);
            log.AccountRemoved(id);
        }, cancellationToken);

    /// <summary>Signs somebody out everywhere.</summary>
    /// <returns>False when there is no such account.</returns>
    public Task<bool> EndSessionsAsync(int id, string by, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (_, account) =>
        {
            await sessions.EndAllAsync(id, except: null, cancellationToken);
            await audit.WriteAsync(by, "account.sessions_ended", account.Email!, cancellationToken);
        }, cancellationToken);

    /// <summary>For somebody who has lost the phone and the recovery codes: the password alone signs in again.</summary>
    /// <returns>False when there is no such account.</returns>
    public async Task<bool> ResetSecondStepAsync(int id, string by, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();
        if (await FindAsync(users, id) is not { } account)
            return false;

        if (account.TwoFactorEnabled)
        {
            await scope.ServiceProvider.GetRequiredService<SecondStep>().TurnOffAsync(account, by, cancellationToken);
            await sessions.EndAllAsync(id, except: null, cancellationToken);
        }

        return true;
    }

    public void Dispose() => _changing.Dispose();

    private async Task<bool> ChangeAsync(
        int id, Func<UserManager<AccountRow>, AccountRow, Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();
            if (await FindAsync(users, id) is not { } account)
                return false;

            await change(users, account);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task RequireAnotherAdministratorAsync(
        UserManager<AccountRow> users, AccountRow account, string what, CancellationToken cancellationToken)
    {
        if (account.Role != Roles.Admin || IsDisabled(account))
            return;

        var now = time.GetUtcNow();
        if (!await users.Users.AnyAsync(
            row => row.Role == Roles.Admin && row.Id != account.Id && (row.LockoutEnd == null || row.LockoutEnd <= now),
            cancellationToken))
            throw new AccountRefusedException(
                $"{account.Email} is the last administrator and cannot {what}. Make somebody else one first.");
    }

    private static Task<AccountRow?> FindAsync(UserManager<AccountRow> users, int id) =>
        users.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture));

    private bool IsDisabled(AccountRow row) => row.LockoutEnabled && row.LockoutEnd > time.GetUtcNow();

    private Person ToPerson(AccountRow row) => new(
        row.Id, row.Email!, row.Role, IsDisabled(row), row.TwoFactorEnabled, row.CreatedAt, row.LastSignInAt,
        sessions.Of(row.Id).Count);
}
