using BotPerf.Web.Storage;

namespace BotPerf.Web.Bots;

/// <param name="Keys">Active and revoked ingest keys, newest first; never the keys themselves.</param>
public sealed record Bot(BotId Id, string Name, DateTimeOffset CreatedAt, IReadOnlyList<IngestKey> Keys)
{
    /// <summary>What the dashboard sets for it.</summary>
    public BotSettings Settings { get; init; } = BotSettings.None;

    /// <summary>How long is kept what it sends.</summary>
    public BotRetention Retention { get; init; } = BotRetention.None;
}

/// <param name="Hint">The key's first characters, to tell keys apart: <c>bpi_3fZk…</c>.</param>
public sealed record IngestKey(
    int Id, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public bool IsActive => RevokedAt is null;
}

/// <summary>A key that was just made; the only time its text is known.</summary>
public sealed record NewIngestKey(IngestKey Key, string Text);

/// <summary>A bot that was just made, with its first key.</summary>
public sealed record NewBot(Bot Bot, NewIngestKey Key);
