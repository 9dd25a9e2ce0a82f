namespace BotPerf.Client;

/// <summary>How large the bot is at one moment. What is null is not known and not told. [000 003]</summary>
public sealed record BotCounts
{
    /// <summary>Guilds (servers, workspaces) the bot is in: <c>guilds</c>.</summary>
    public long? Guilds { get; init; }

    /// <summary>Users it sees: <c>users</c>.</summary>
    public long? Users { get; init; }

    /// <summary>Channels it sees: <c>channels</c>.</summary>
    public long? Channels { get; init; }

    /// <summary>Shards with an open gateway connection: <c>shards_connected</c>.</summary>
    public long? ShardsConnected { get; init; }

    /// <summary>Shards there should be: <c>shards_configured</c>.</summary>
    public long? ShardsConfigured { get; init; }

    /// <summary>Commands registered: <c>commands_registered</c>.</summary>
    public long? CommandsRegistered { get; init; }

    /// <summary>Modules (cogs) loaded: <c>modules_loaded</c>.</summary>
    public long? ModulesLoaded { get; init; }

    /// <summary>Conversations that wait for a next message: <c>active_conversations</c>. [004]</summary>
    public long? ActiveConversations { get; init; }

    /// <summary>Work that waits its turn: <c>queue_length</c>. [000]</summary>
    public long? QueueLength { get; init; }
}
