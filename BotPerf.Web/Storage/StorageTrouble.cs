namespace BotPerf.Web.Storage;

/// <summary>What keeps BotPerf from storing what it is told, or from showing what it had stored.</summary>
/// <param name="Text">What is wrong and what to do, for people.</param>
internal sealed record StorageTrouble(StorageTroubleKind Kind, string Text, DateTimeOffset Since)
{
    /// <summary>Whether what bots send now cannot be stored.</summary>
    public bool IsBlocking => Kind != StorageTroubleKind.Damaged;
}

internal enum StorageTroubleKind
{
    /// <summary>The disk's reserve is touched.</summary>
    Disk,

    /// <summary>A database refuses writes.</summary>
    Refused,

    /// <summary>A damaged file was set aside, and nobody has taken it away yet.</summary>
    Damaged,
}
