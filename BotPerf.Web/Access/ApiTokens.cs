using System.Collections.Concurrent;
using System.Collections.Frozen;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Access;

/// <summary>The API tokens: in memory for every request, in the database for good.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class ApiTokens(
    IDbContextFactory<AppDbContext> contexts, AppDbReader reader, AuditTrail audit, TimeProvider time, ILogger<ApiTokens> log)
    : IDisposable
{
    public const string Prefix = "bpa_";
    public const int MaxNameLength = 100;

    /// <summary>More than anybody can keep in mind, and few enough to list at once.</summary>
    public const int MaxActive = 200;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _used = new();
    private volatile Known _known = new([], FrozenDictionary<KeyHash, ApiToken>.Empty);

    /// <summary>Raised after anything that <see cref="All"/> shows has changed. A handler hands over at once.</summary>
    public event Action? Changed;

    /// <summary>Active, expired and revoked ones, newest first. From memory.</summary>
    public IReadOnlyList<ApiToken> All => _known.All;

    /// <summary>The active token of that text, or null. Compared by SHA-256; from memory.</summary>
    public ApiToken? Find(string text) =>
        KeyText.IsWellFormed(text, Prefix)
        && _known.Active.GetValueOrDefault(KeyHash.Of(KeyText.Hash(text))) is { } token
        && token.IsActiveAt(time.GetUtcNow()) ? token : null;

    /// <summary>False once it was revoked or has expired.</summary>
    public bool IsActive(int id) =>
        _known.All.FirstOrDefault(token => token.Id == id) is { } token && token.IsActiveAt(time.GetUtcNow());

    /// <summary>Remembers that a token was used; the database learns of it within a minute.</summary>
    public void MarkUsed(int id) => _used[id] = time.GetUtcNow();

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await reader.TokensAsync(cancellationToken);
        _known = new Known(
            [.. rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Select(ToToken)],
            rows.Where(row => row.RevokedAt is null).ToFrozenDictionary(row => KeyHash.Of(row.Hash), ToToken));
    }

    /// <exception cref="TokenRefusedException">Name, scope or expiry will not do.</exception>
    public async Task<NewApiToken> CreateAsync(
        string? name, string? scope, DateTimeOffset? expiresAt, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var clean = Check(name, scope, expiresAt, now);
        var text = KeyText.New(Prefix);
        var row = await ChangeAsync(context =>
        {
            var active = All.Where(token => token.IsActiveAt(now)).ToList();
            // One name, one program: the audit trail names tokens by it.
            if (active.Exists(token => string.Equals(token.Name, clean, StringComparison.OrdinalIgnoreCase)))
                throw new TokenRefusedException($"There is an active token named {clean} already.");
            if (active.Count >= MaxActive)
                throw new TokenRefusedException($"There are {MaxActive} active tokens. Revoke those that are no longer used first.");

            var row = new ApiTokenRow
            {
                Name = clean,
                Scope = scope!,
                Hash = KeyText.Hash(text),
                Hint = KeyText.Hint(text),
                CreatedBy = by,
                CreatedAt = now,
                ExpiresAt = expiresAt,
            };
            context.ApiTokens.Add(row);
            context.Audit.Add(audit.Row(by, "token.created", $"{clean} {row.Hint} ({scope})"));
            return Task.FromResult(row);
        }, cancellationToken);

        log.TokenCreated(row.Id, row.Scope);
        return new NewApiToken(ToToken(row), text);
    }

    /// <summary>Its requests are refused from now on, and its open connections end within five seconds.</summary>
    /// <returns>False when there is no such token. Revoking twice changes nothing.</returns>
    public async Task<bool> RevokeAsync(int id, string by, CancellationToken cancellationToken)
    {
        var found = await ChangeAsync(async context =>
        {
            var row = await context.ApiTokens.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
            if (row is { RevokedAt: null })
            {
                row.RevokedAt = time.GetUtcNow();
                context.Audit.Add(audit.Row(by, "token.revoked", $"{row.Name} {row.Hint}"));
            }

            return row is not null;
        }, cancellationToken);
        if (found)
            log.TokenRevoked(id);
        return found;
    }

    /// <summary>Writes down which tokens were used since the last time.</summary>
    public async Task WriteUseAsync(CancellationToken cancellationToken)
    {
        var used = _used.ToArray();
        if (used.Length == 0)
            return;

        await ChangeAsync(async context =>
        {
            var ids = used.Select(use => use.Key).ToArray();
            foreach (var row in await context.ApiTokens.Where(row => ids.Contains(row.Id)).ToListAsync(cancellationToken))
                row.LastUsedAt = used.First(use => use.Key == row.Id).Value;
            return true;
        }, cancellationToken);
        // Only what was written: a use that came meanwhile waits for the next round.
        foreach (var use in used)
            _used.TryRemove(use);
    }

    public void Dispose() => _changing.Dispose();

    private async Task<T> ChangeAsync<T>(Func<AppDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        T result;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            result = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            // What is on disk is true now, whoever has stopped waiting for it.
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }

        Changed?.Invoke();
        return result;
    }

    private static string Check(string? name, string? scope, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var clean = name?.Trim() ?? "";
        if (clean.Length is 0 or > MaxNameLength || clean.Any(char.IsControl))
            throw new TokenRefusedException(
                $"name has to be 1 to {MaxNameLength} characters without control characters.", "name");
        if (scope is null || !Scopes.All.Contains(scope))
            throw new TokenRefusedException("scope has to be read, operate or admin.", "scope");
        if (expiresAt <= now)
            throw new TokenRefusedException("expiresAt has to lie in the future.", "expiresAt");

        return clean;
    }

    private static ApiToken ToToken(ApiTokenRow row) => new(
        row.Id, row.Name, row.Scope, row.Hint, row.CreatedBy, row.CreatedAt, row.ExpiresAt, row.LastUsedAt, row.RevokedAt);

    private sealed record Known(IReadOnlyList<ApiToken> All, FrozenDictionary<KeyHash, ApiToken> Active);
}
