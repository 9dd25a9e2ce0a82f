using System.Collections.Frozen;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Bots;

/// <summary>An active key and the bot that it speaks for.</summary>
internal sealed record KeyOwner(Bot Bot, int KeyId);

/// <summary>All bots at one moment, indexed for the hot path. Never changes: a change makes a new one.</summary>
internal sealed class BotDirectory
{
    public static readonly BotDirectory Empty = new([]);

    private readonly FrozenDictionary<BotId, Bot> _byId;
    private readonly FrozenDictionary<KeyHash, KeyOwner> _byKey;

    public BotDirectory(IReadOnlyCollection<BotRow> rows)
    {
        var owners = new Dictionary<KeyHash, KeyOwner>();
        var bots = new List<Bot>(rows.Count);
        foreach (var row in rows)
        {
            var bot = ToBot(row);
            bots.Add(bot);
            foreach (var key in row.Keys.Where(key => key.RevokedAt is null))
                owners.Add(KeyHash.Of(key.Hash), new KeyOwner(bot, key.Id));
        }

        bots.Sort((one, other) => StringComparer.OrdinalIgnoreCase.Compare(one.Name, other.Name));
        All = bots;
        _byId = bots.ToFrozenDictionary(bot => bot.Id);
        _byKey = owners.ToFrozenDictionary();
    }

    public IReadOnlyList<Bot> All { get; }

    public Bot? Find(BotId id) => _byId.GetValueOrDefault(id);

    public KeyOwner? FindKey(KeyHash hash) => _byKey.GetValueOrDefault(hash);

    private static Bot ToBot(BotRow row) => new(new BotId(row.Id), row.Name, row.CreatedAt,
        [.. row.Keys.OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id).Select(ToKey)])
    {
        Settings = row.Settings is { } settings ? BotSettingsStore.ToSettings(settings) : BotSettings.None,
        Retention = row.Retention is { } retention ? BotRetentionStore.ToRetention(retention) : BotRetention.None,
    };

    public static IngestKey ToKey(IngestKeyRow key) =>
        new(key.Id, key.Hint, key.CreatedAt, key.LastUsedAt, key.RevokedAt);
}
