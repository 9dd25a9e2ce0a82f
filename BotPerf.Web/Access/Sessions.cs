using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// Who is signed in where: in memory for every request, in the database for good. A cookie is worth something only while
/// its session is here, so that a copy of one that was signed out is worth nothing, also after a restart.
/// </summary>
internal sealed class Sessions(
    IDbContextFactory<AppDbContext> contexts, AppDbReader reader, AppDbGate gate, IOptions<AccessOptions> options,
    TimeProvider time)
{
    /// <summary>Of one person; another one ends the one that was used longest ago.</summary>
    public const int MaxOfOne = 50;

    private const string ClaimType = "botperf:session";

    private readonly ConcurrentDictionary<string, AccountSessionRow> _open = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new();

    /// <summary>The mark that tells this sign-in from the others of the same person.</summary>
    public static Claim? Of(ClaimsPrincipal user) => user.FindFirst(ClaimType);

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await reader.SessionsAsync(cancellationToken))
            _open[row.Mark] = row;
    }

    /// <returns>What the cookie has to say.</returns>
    public async Task<Claim> BeginAsync(int account, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tooMany = RowsOf(account).OrderByDescending(LastSeen).Skip(MaxOfOne - 1);
        foreach (var over in _open.Values.Where(row => !IsFresh(row, now)).Concat(tooMany).ToList())
            await EndAsync(over, cancellationToken);

        var row = new AccountSessionRow
        {
            AccountId = account,
            Mark = RandomNumberGenerator.GetHexString(32),
            Device = caller.Device,
            Address = caller.Address,
            CreatedAt = now,
            LastSeenAt = now,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.AccountSessions.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        _open[row.Mark] = row;
        return new Claim(ClaimType, row.Mark);
    }

    public bool IsOpen(ClaimsPrincipal user) => RowOf(user) is { } row && IsFresh(row, time.GetUtcNow());

    /// <summary>Remembers that somebody was here; the database learns of it within a minute.</summary>
    public void Seen(ClaimsPrincipal user)
    {
        if (RowOf(user) is { } row)
            _seen[row.Mark] = time.GetUtcNow();
    }

    /// <summary>The one that is used last first.</summary>
    public IReadOnlyList<Session> Of(int account) =>
    [
        .. RowsOf(account).Where(row => IsFresh(row, time.GetUtcNow()))
            .Select(row => new Session(row.Id, row.Device, row.Address, row.CreatedAt, LastSeen(row)))
            .OrderByDescending(session => session.LastSeenAt),
    ];

    /// <summary>Which of a person's sessions this is; null when it is over.</summary>
    public int? IdOf(ClaimsPrincipal user) => RowOf(user)?.Id;

    public Task EndAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        RowOf(user) is { } row ? EndAsync(row, cancellationToken) : Task.CompletedTask;

    /// <returns>False when that person has no such session.</returns>
    public async Task<bool> EndAsync(int account, int session, CancellationToken cancellationToken)
    {
        if (RowsOf(account).FirstOrDefault(row => row.Id == session) is not { } found)
            return false;

        await EndAsync(found, cancellationToken);
        return true;
    }

    /// <summary>Ends all of a person's sessions, from the next request on; open pages follow within seconds.</summary>
    /// <param name="except">Whose own is kept; null: nobody's.</param>
    public async Task EndAllAsync(int account, ClaimsPrincipal? except, CancellationToken cancellationToken)
    {
        var kept = except is null ? null : Of(except)?.Value;
        foreach (var row in RowsOf(account).Where(row => row.Mark != kept))
            Forget(row);
        await DeleteAsync(rows => rows.Where(row => row.AccountId == account && row.Mark != kept), cancellationToken);
    }

    /// <summary>Writes down who was here since the last time.</summary>
    public async Task WriteUseAsync(CancellationToken cancellationToken)
    {
        var seen = _seen.ToArray();
        if (seen.Length == 0)
            return;

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        using (await gate.EnterAsync(cancellationToken))
        {
            // Not through the change tracker: a session that ends meanwhile is no conflict.
            await using var all = await context.Database.BeginTransactionAsync(cancellationToken);
            foreach (var (mark, at) in seen)
                await context.AccountSessions.Where(row => row.Mark == mark)
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.LastSeenAt, at), cancellationToken);
            await all.CommitAsync(cancellationToken);
        }

        foreach (var (mark, at) in seen)
        {
            if (_open.TryGetValue(mark, out var row))
                row.LastSeenAt = at;
            _seen.TryRemove(KeyValuePair.Create(mark, at));
        }
    }

    private AccountSessionRow? RowOf(ClaimsPrincipal user) => Of(user) is { } mark ? _open.GetValueOrDefault(mark.Value) : null;

    private IEnumerable<AccountSessionRow> RowsOf(int account) => _open.Values.Where(row => row.AccountId == account);

    private DateTimeOffset LastSeen(AccountSessionRow row) => _seen.TryGetValue(row.Mark, out var at) ? at : row.LastSeenAt;

    private bool IsFresh(AccountSessionRow row, DateTimeOffset now) =>
        LastSeen(row) + TimeSpan.FromDays(options.Value.SessionDays) > now;

    private Task EndAsync(AccountSessionRow ended, CancellationToken cancellationToken)
    {
        Forget(ended);
        return DeleteAsync(rows => rows.Where(row => row.Id == ended.Id), cancellationToken);
    }

    private void Forget(AccountSessionRow row)
    {
        _open.TryRemove(row.Mark, out _);
        _seen.TryRemove(row.Mark, out _);
    }

    private async Task DeleteAsync(
        Func<IQueryable<AccountSessionRow>, IQueryable<AccountSessionRow>> which, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        using (await gate.EnterAsync(cancellationToken))
            await which(context.AccountSessions).ExecuteDeleteAsync(cancellationToken);
    }
}
