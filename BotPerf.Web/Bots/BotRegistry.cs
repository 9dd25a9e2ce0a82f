using System.Collections.Concurrent;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Bots;

/// <summary>The bots and their ingest keys: kept in memory for the hot path, in the database for good.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class BotRegistry(
    IDbContextFactory<AppDbContext> contexts, AppDbReader reader, AuditTrail audit, TimeProvider time,
    ILogger<BotRegistry> log) : IDisposable
{
    /// <summary>One in use and one to change over to.</summary>
    public const int MaxActiveKeys = 2;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _used = new();
    private volatile BotDirectory _bots = BotDirectory.Empty;

    /// <summary>Raised with the key's id after it was revoked.</summary>
    public event Action<int>? KeyRevoked;

    /// <summary>Raised after a bot was deleted, once its keys were revoked.</summary>
    public event Action<BotId>? Deleted;

    /// <summary>Raised after anything that <see cref="All"/> shows has changed. A handler hands over to its page at once.</summary>
    public event Action? Changed;

    /// <summary>All bots by name. From memory.</summary>
    public IReadOnlyList<Bot> All => _bots.All;

    /// <summary>From memory; null when there is no such bot.</summary>
    public Bot? Find(BotId id) => _bots.Find(id);

    /// <summary>The bot that an active ingest key belongs to, or null. Compared by SHA-256; from memory.</summary>
    public Bot? FindByKey(string keyText) => FindKey(keyText)?.Bot;

    /// <summary>The active key of that text and its bot, or null. Compared by SHA-256; from memory.</summary>
    public KeyOwner? FindKey(string keyText) => IngestKeyText.IsWellFormed(keyText)
        ? _bots.FindKey(KeyHash.Of(IngestKeyText.Hash(keyText)))
        : null;

    /// <summary>Remembers that a key was used; the database learns of it within a minute.</summary>
    public void MarkUsed(int key) => _used[key] = time.GetUtcNow();

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _bots = new BotDirectory(await reader.BotsAsync(cancellationToken));

    /// <summary>A bot and its first ingest key.</summary>
    /// <exception cref="BotRefusedException">The name is empty, too long or taken.</exception>
    public async Task<NewBot> CreateAsync(string name, string by, CancellationToken cancellationToken)
    {
        var clean = BotName.Clean(name);
        var (row, key, text) = await ChangeAsync(async context =>
        {
            var normalized = BotName.Normalize(clean);
            if (await context.Bots.AnyAsync(bot => bot.NormalizedName == normalized, cancellationToken))
                throw new BotRefusedException($"There is a bot named {clean} already.");

            var (key, text) = NewKey();
            var row = new BotRow { Name = clean, NormalizedName = normalized, CreatedAt = time.GetUtcNow() };
            row.Keys.Add(key);
            context.Bots.Add(row);
            context.Audit.Add(audit.Row(by, "bot.created", clean));
            context.Audit.Add(audit.Row(by, "key.created", $"{clean} {key.Hint}"));
            return (row, key, text);
        }, cancellationToken);

        log.BotCreated(row.Id, clean);
        var bot = Find(new BotId(row.Id)) ?? throw new InvalidOperationException("The bot vanished while it was made.");
        return new NewBot(bot, new NewIngestKey(BotDirectory.ToKey(key), text));
    }

    /// <exception cref="BotRefusedException">The name is empty, too long or taken, or there is no such bot.</exception>
    public async Task RenameAsync(BotId bot, string? name, string by, CancellationToken cancellationToken)
    {
        var clean = BotName.Clean(name);
        await ChangeAsync(async context =>
        {
            var row = await RowAsync(context, bot, cancellationToken);
            var normalized = BotName.Normalize(clean);
            if (await context.Bots.AnyAsync(other => other.NormalizedName == normalized && other.Id != row.Id, cancellationToken))
                throw new BotRefusedException($"There is a bot named {clean} already.");
            if (row.Name == clean)
                return row;

            context.Audit.Add(audit.Row(by, "bot.renamed", $"{row.Name} → {clean}"));
            (row.Name, row.NormalizedName) = (clean, normalized);
            return row;
        }, cancellationToken);
        log.BotRenamed(bot, clean);
    }

    /// <summary>The bot and its keys are gone at once; what it has sent is erased in the background, after a restart if need be.</summary>
    /// <exception cref="BotRefusedException">There is no such bot.</exception>
    public async Task DeleteAsync(BotId bot, string by, CancellationToken cancellationToken)
    {
        var gone = await ChangeAsync(async context =>
        {
            var row = await RowAsync(context, bot, cancellationToken);
            context.Bots.Remove(row);
            context.DeletedBots.Add(new DeletedBotRow { Id = row.Id, At = time.GetUtcNow() });
            context.Audit.Add(audit.Row(by, "bot.deleted", row.Name));
            return row;
        }, cancellationToken);

        log.BotDeleted(bot, gone.Name);
        foreach (var key in gone.Keys.Where(key => key.RevokedAt is null))
            KeyRevoked?.Invoke(key.Id);
        Deleted?.Invoke(bot);
    }

    /// <summary>Another key, for rotation.</summary>
    /// <exception cref="BotRefusedException">Two are active, or there is no such bot.</exception>
    public async Task<NewIngestKey> IssueKeyAsync(BotId bot, string by, CancellationToken cancellationToken)
    {
        var (key, text) = await ChangeAsync(async context =>
        {
            var row = await RowAsync(context, bot, cancellationToken);
            if (row.Keys.Count(key => key.RevokedAt is null) >= MaxActiveKeys)
                throw new BotRefusedException(
                    $"{row.Name} has {MaxActiveKeys} active keys. Revoke the one that is no longer used first.");

            var (key, text) = NewKey();
            row.Keys.Add(key);
            context.Audit.Add(audit.Row(by, "key.created", $"{row.Name} {key.Hint}"));
            return (key, text);
        }, cancellationToken);

        log.KeyIssued(key.Id, bot);
        return new NewIngestKey(BotDirectory.ToKey(key), text);
    }

    /// <summary>Open connections of the key end within five seconds. Revoking twice changes nothing.</summary>
    /// <exception cref="BotRefusedException">There is no such bot or key.</exception>
    public async Task RevokeKeyAsync(BotId bot, int key, string by, CancellationToken cancellationToken)
    {
        await ChangeAsync(async context =>
        {
            var row = await RowAsync(context, bot, cancellationToken);
            var found = row.Keys.Find(candidate => candidate.Id == key)
                ?? throw new BotRefusedException($"{row.Name} has no such key.");
            if (found.RevokedAt is not null)
                return found;

            found.RevokedAt = time.GetUtcNow();
            context.Audit.Add(audit.Row(by, "key.revoked", $"{row.Name} {found.Hint}"));
            return found;
        }, cancellationToken);

        log.KeyRevoked(key, bot);
        KeyRevoked?.Invoke(key);
    }

    /// <summary>Writes down which keys were used since the last time.</summary>
    public async Task WriteUseAsync(CancellationToken cancellationToken)
    {
        if (_used.IsEmpty)
            return;

        await ChangeAsync(async context =>
        {
            var used = _used.ToArray();
            var ids = used.Select(use => use.Key).ToArray();
            var rows = await context.IngestKeys.Where(key => ids.Contains(key.Id)).ToDictionaryAsync(
                key => key.Id, cancellationToken);
            foreach (var (key, at) in used)
            {
                // A deleted bot's keys are gone.
                if (rows.TryGetValue(key, out var row))
                    row.LastUsedAt = at;
            }

            return used;
        }, cancellationToken, saved: used =>
        {
            // Only what was written: a use that came meanwhile waits for the next round.
            foreach (var use in used)
                _used.TryRemove(use);
        });
    }

    public void Dispose() => _changing.Dispose();

    /// <summary>The one way to change what the database holds of bots: one at a time, and memory follows.</summary>
    internal async Task<T> ChangeAsync<T>(
        Func<AppDbContext, Task<T>> change, CancellationToken cancellationToken, Action<T>? saved = null)
    {
        T result;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            result = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            saved?.Invoke(result);
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

    private (IngestKeyRow Row, string Text) NewKey()
    {
        var text = IngestKeyText.New();
        return (new IngestKeyRow
        {
            Hash = IngestKeyText.Hash(text),
            Hint = IngestKeyText.Hint(text),
            CreatedAt = time.GetUtcNow(),
        }, text);
    }

    internal static async Task<BotRow> RowAsync(AppDbContext context, BotId bot, CancellationToken cancellationToken) =>
        await context.Bots.Include(row => row.Keys).Include(row => row.Settings).Include(row => row.Retention).SingleOrDefaultAsync(row => row.Id == bot.Value, cancellationToken)
        ?? throw new BotRefusedException("There is no such bot.");
}
