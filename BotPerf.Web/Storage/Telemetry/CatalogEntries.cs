using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>An instance as the database knows it.</summary>
internal sealed class InstanceEntry(InstanceId id, BotId bot, string name, long lastSeenUs)
{
    public InstanceId Id => id;
    public BotId Bot => bot;
    public string Name => name;

    /// <summary>When it was last seen before this server started, or first seen by it; Unix microseconds.</summary>
    public long LastSeenUs { get; } = lastSeenUs;

    /// <summary>When anything came from it for the first time; Unix microseconds.</summary>
    public long FirstSeenUs { get; init; } = lastSeenUs;

    /// <summary>What it told of its process last; changed only by the writer.</summary>
    public InstanceInfo? Info { get; set; }
}

/// <summary>One run of an instance: its numbers for series, and the frames that were taken. Changed only by the writer.</summary>
internal sealed class SessionEntry(int id, InstanceEntry instance, string name, SeqSet taken)
{
    public int Id => id;
    public InstanceEntry Instance => instance;
    public string Name => name;
    public SeqSet Taken => taken;

    /// <summary>The session's series by their numbers.</summary>
    public List<Series> Series { get; } = [];

    /// <summary>How many of them are on disk. May be read while the writer adds.</summary>
    public int DurableSeries { get; set; }
}
