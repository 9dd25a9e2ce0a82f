using BotPerf.Web.Storage;

namespace BotPerf.Web.Bots;

/// <summary>The bots and their ingest keys: kept in memory for the hot path, in the database for good.</summary>
internal sealed class BotRegistry
{
    /// <summary>All bots by name. From memory.</summary>
    public IReadOnlyList<Bot> All => [];

    /// <summary>From memory; null when there is no such bot.</summary>
    public Bot? Find(BotId id) => null;

    /// <summary>The bot that an active ingest key belongs to, or null. Compared by SHA-256; from memory.</summary>
    public Bot? FindByKey(string keyText) => null;

    /// <summary>A bot and its first ingest key. Refused with a message when the name is empty, too long or taken.</summary>
    public Task<NewBot> CreateAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Another key, for rotation. Refused when two are active.</summary>
    public Task<NewIngestKey> IssueKeyAsync(BotId bot, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Open connections of the key end within five seconds.</summary>
    public Task RevokeKeyAsync(BotId bot, int key, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Raised with the key's id after it was revoked.</summary>
    public event Action<int>? KeyRevoked { add { } remove { } }
}
