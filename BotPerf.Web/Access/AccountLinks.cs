using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Access;

/// <summary>Links that make an account or a new password. Only their hashes are kept.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class AccountLinks(
    IDbContextFactory<AppDbContext> contexts, IServiceScopeFactory scopes, AuditTrail audit, TimeProvider time) : IDisposable
{
    public const string InvitationPath = "/invitation";
    public const string PasswordPath = "/password";
    public const int InvitationDays = 7;
    public const int PasswordHours = 24;

    /// <summary>More than anybody invites within a week, and few enough to list at once.</summary>
    public const int MaxInvitations = 200;

    private const string Prefix = "bpl_";
    private const string Invitation = "invitation";
    private const string Password = "password";

    // One use is one use, however many send the same form at once.
    private readonly SemaphoreSlim _using = new(1, 1);

    /// <summary>Takes the place of an invitation of the same person that is open.</summary>
    /// <exception cref="AccountRefusedException">Not an address, no role, there is an account, or too many are open.</exception>
    public async Task<NewAccountLink> InviteAsync(string email, string? role, string by, CancellationToken cancellationToken)
    {
        var clean = Accounts.CleanEmail(email);
        Accounts.RequireRole(role);
        var folded = clean.ToUpperInvariant();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Users.AnyAsync(row => row.NormalizedEmail == folded, cancellationToken))
            throw new AccountRefusedException($"{clean} has an account already.");
        if (await Open(context, Invitation).CountAsync(cancellationToken) >= MaxInvitations)
            throw new AccountRefusedException($"There are {MaxInvitations} open invitations. Withdraw some first.");

        return await MakeAsync(
            context, Invitation, clean, role, TimeSpan.FromDays(InvitationDays), by, "invitation.created", cancellationToken);
    }

    /// <summary>A link to a new password for somebody who has forgotten it; those made before are worth nothing.</summary>
    /// <returns>Null when there is no such account.</returns>
    public async Task<NewAccountLink?> PasswordLinkAsync(int account, string by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == account, cancellationToken) is not { } found
            ? null
            : await MakeAsync(context, Password, found.Email!, role: null, TimeSpan.FromHours(PasswordHours), by,
                "account.password_link", cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<AccountLink>> InvitationsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await Open(context, Invitation).OrderByDescending(row => row.Id).ToListAsync(cancellationToken)).Select(ToLink)];
    }

    /// <returns>False when there is no such open invitation.</returns>
    public async Task<bool> WithdrawAsync(int id, string by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Open(context, Invitation).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row)
            return false;

        row.WithdrawnAt = time.GetUtcNow();
        context.Audit.Add(audit.Row(by, "invitation.withdrawn", row.Email));
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Links to a new password of that address are worth nothing from now on.</summary>
    public async Task ForgetPasswordLinksAsync(string email, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var row in await Open(context, Password).Where(row => row.Email == email).ToListAsync(cancellationToken))
            row.WithdrawnAt = time.GetUtcNow();
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether a link to a new password was made for the address within that time and is open.</summary>
    public async Task<bool> HasRecentPasswordLinkAsync(string email, TimeSpan within, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - within;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Open(context, Password).AnyAsync(row => row.Email == email && row.CreatedAt > since, cancellationToken);
    }

    /// <summary>Null: unknown, used, withdrawn or over.</summary>
    public Task<AccountLink?> InvitationAsync(string text, CancellationToken cancellationToken) =>
        LookAsync(Invitation, text, cancellationToken);

    /// <summary>Null: unknown, used, withdrawn or over.</summary>
    public Task<AccountLink?> PasswordAsync(string text, CancellationToken cancellationToken) =>
        LookAsync(Password, text, cancellationToken);

    /// <summary>Makes the account.</summary>
    /// <returns>Null: unknown, used, withdrawn or over.</returns>
    /// <exception cref="AccountRefusedException">The password will not do; the link stays open.</exception>
    public Task<AccountLink?> AcceptAsync(string text, string password, CancellationToken cancellationToken) =>
        UseAsync(Invitation, text, (accounts, row) =>
            accounts.CreateAsync(row.Email, row.Role!, password, row.Email, cancellationToken), cancellationToken);

    /// <returns>Null: unknown, used, withdrawn or over.</returns>
    /// <exception cref="AccountRefusedException">The password will not do; the link stays open.</exception>
    public Task<AccountLink?> SetPasswordAsync(string text, string password, CancellationToken cancellationToken) =>
        UseAsync(Password, text, (accounts, row) =>
            accounts.SetPasswordAsync(row.Email, password, row.Email, cancellationToken), cancellationToken);

    /// <summary>For somebody whose address another service vouches for.</summary>
    /// <returns>The new account; null when nobody has invited that address.</returns>
    public async Task<AccountRow?> AcceptWithoutPasswordAsync(string email, Accounts accounts, CancellationToken cancellationToken)
    {
        await _using.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var invited = (await Open(context, Invitation).ToListAsync(cancellationToken))
                .Find(row => string.Equals(row.Email, email, StringComparison.OrdinalIgnoreCase));
            if (invited is null)
                return null;

            var account = await accounts.CreateWithoutPasswordAsync(invited.Email, invited.Role!, invited.Email, cancellationToken);
            invited.UsedAt = time.GetUtcNow();
            await context.SaveChangesAsync(CancellationToken.None);
            return account;
        }
        finally
        {
            _using.Release();
        }
    }

    public void Dispose() => _using.Dispose();

    private async Task<NewAccountLink> MakeAsync(
        AppDbContext context, string kind, string email, string? role, TimeSpan lasts, string by, string deed,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var before in await Open(context, kind).Where(row => row.Email == email).ToListAsync(cancellationToken))
            before.WithdrawnAt = now;

        var text = KeyText.New(Prefix);
        var row = new AccountLinkRow
        {
            Kind = kind,
            Hash = KeyText.Hash(text),
            Email = email,
            Role = role,
            CreatedBy = by,
            CreatedAt = now,
            ExpiresAt = now + lasts,
        };
        context.AccountLinks.Add(row);
        context.Audit.Add(audit.Row(by, deed, role is null ? email : $"{email} ({role})"));
        await context.SaveChangesAsync(cancellationToken);
        return new NewAccountLink(ToLink(row), $"{(kind == Invitation ? InvitationPath : PasswordPath)}/{text}");
    }

    private async Task<AccountLink?> LookAsync(string kind, string text, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, kind, text, cancellationToken) is { } row ? ToLink(row) : null;
    }

    private async Task<AccountLink?> UseAsync(
        string kind, string text, Func<Accounts, AccountLinkRow, Task> use, CancellationToken cancellationToken)
    {
        await _using.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await FindAsync(context, kind, text, cancellationToken) is not { } row)
                return null;

            await using var scope = scopes.CreateAsyncScope();
            await use(scope.ServiceProvider.GetRequiredService<Accounts>(), row);
            row.UsedAt = time.GetUtcNow();
            await context.SaveChangesAsync(CancellationToken.None);
            return ToLink(row);
        }
        finally
        {
            _using.Release();
        }
    }

    private async Task<AccountLinkRow?> FindAsync(AppDbContext context, string kind, string text, CancellationToken cancellationToken)
    {
        if (!KeyText.IsWellFormed(text, Prefix))
            return null;

        var hash = KeyText.Hash(text);
        return await Open(context, kind).SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
    }

    private IQueryable<AccountLinkRow> Open(AppDbContext context, string kind)
    {
        var now = time.GetUtcNow();
        return context.AccountLinks.Where(
            row => row.Kind == kind && row.UsedAt == null && row.WithdrawnAt == null && row.ExpiresAt > now);
    }

    private static AccountLink ToLink(AccountLinkRow row) => new(
        row.Id, row.Email, row.Role, row.CreatedBy, row.CreatedAt, row.ExpiresAt);
}
