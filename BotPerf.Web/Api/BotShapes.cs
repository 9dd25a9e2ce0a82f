using BotPerf.Web.HealthScores;

namespace BotPerf.Web.Api;

/// <summary>A bot.</summary>
/// <param name="Id">Names it in addresses; never changes.</param>
/// <param name="Name">What the team calls it.</param>
/// <param name="Status">waiting (no frame ever came), live, late, offline (no frame for 30 seconds) or stopped (it said goodbye).</param>
/// <param name="LastSeen">When the server last heard from any instance; null: never.</param>
/// <param name="Instances">How many instances were heard in the last hour.</param>
/// <param name="InstancesLive">How many of them are live now.</param>
/// <param name="Health">How well it is.</param>
/// <param name="OpenAlerts">How many of its alerts are not over: open or acknowledged.</param>
/// <param name="CreatedAt">When it was made here.</param>
internal sealed record BotShape(
    int Id, string Name, string Status, DateTimeOffset? LastSeen, int Instances, int InstancesLive, HealthShape Health,
    int OpenAlerts, DateTimeOffset CreatedAt);

/// <summary>How well a bot is.</summary>
/// <param name="Score">0 to 100; null where evidence is missing.</param>
/// <param name="Band">excellent, good, fair, poor, critical, or unknown where evidence is missing.</param>
internal sealed record HealthShape(double? Score, string Band)
{
    public static HealthShape Of(HealthScore score) => new(score.Score, HealthBands.Word(score.Band));
}

/// <summary>A bot that was just made, and its first ingest key.</summary>
/// <param name="Id">Names it in addresses; never changes.</param>
/// <param name="Name">What the team calls it.</param>
/// <param name="Status">waiting.</param>
/// <param name="CreatedAt">Now.</param>
/// <param name="KeyId">Names the key in <c>DELETE /bots/{id}/keys/{keyId}</c>.</param>
/// <param name="Key">The ingest key itself, <c>bpi_…</c>: shown only here.</param>
internal sealed record NewBotShape(int Id, string Name, string Status, DateTimeOffset CreatedAt, int KeyId, string Key);

/// <summary>An ingest key, without its text.</summary>
/// <param name="Id">Names it in <c>DELETE /bots/{id}/keys/{keyId}</c>.</param>
/// <param name="Hint">Its first characters, to tell keys apart.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">Within a minute; null: not yet.</param>
/// <param name="RevokedAt">Null while it is active.</param>
internal sealed record KeyShape(
    int Id, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>An ingest key that was just made.</summary>
/// <param name="Id">Names it in <c>DELETE /bots/{id}/keys/{keyId}</c>.</param>
/// <param name="Hint">Its first characters.</param>
/// <param name="CreatedAt">Now.</param>
/// <param name="Key">The key itself, <c>bpi_…</c>: shown only here.</param>
internal sealed record NewKeyShape(int Id, string Hint, DateTimeOffset CreatedAt, string Key);

/// <summary>A process, shard or cluster of a bot, and its latest figures. Null where there is no evidence.</summary>
/// <param name="Name">Its name; <c>default</c> when the bot gives none.</param>
/// <param name="Status">live, late, offline or stopped.</param>
/// <param name="LastSeen">When its last frame came.</param>
/// <param name="Version">The bot's version, as it says.</param>
/// <param name="Host">The machine, as it says.</param>
/// <param name="Library">The chat library, as it says.</param>
/// <param name="Runtime">The runtime, as it says.</param>
/// <param name="ShardId">The shard's number.</param>
/// <param name="ShardCount">Of how many.</param>
/// <param name="StartedAt">When the process started.</param>
/// <param name="CommandsPerMinute">Over the last full 60 seconds.</param>
/// <param name="ErrorRate">Fraction of the executions of the last five minutes, 0 to 1.</param>
/// <param name="P95Ms">95th percentile of the executions of the last five minutes, milliseconds.</param>
/// <param name="CpuPercent">CPU of the process, percent.</param>
/// <param name="RssBytes">Resident memory of the process.</param>
/// <param name="HeapBytes">Managed heap.</param>
/// <param name="LagMs">Event-loop lag, milliseconds.</param>
/// <param name="GatewayMs">Latency of the worst gateway connection, milliseconds.</param>
internal sealed record InstanceShape(
    string Name, string Status, DateTimeOffset LastSeen, string? Version, string? Host, string? Library, string? Runtime,
    int? ShardId, int? ShardCount, DateTimeOffset? StartedAt, double? CommandsPerMinute, double? ErrorRate, double? P95Ms,
    double? CpuPercent, double? RssBytes, double? HeapBytes, double? LagMs, double? GatewayMs);

/// <summary>What a bot is to be called.</summary>
/// <param name="Name">1 to 100 characters, no other bot's name whatever the case.</param>
internal sealed record BotWanted(string? Name);
