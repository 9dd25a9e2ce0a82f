using System.Collections.Concurrent;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>Every instance that is known, and the open minutes of those that send.</summary>
internal sealed class LiveStore
{
    private readonly ConcurrentDictionary<InstanceId, LiveInstance> _instances = [];
    private readonly ConcurrentDictionary<BotId, LiveBot> _bots = [];

    public IEnumerable<LiveInstance> Instances => _instances.Values;

    /// <summary>The instances of a bot, none when it never sent.</summary>
    public LiveBot? Bot(BotId bot) => _bots.GetValueOrDefault(bot);

    /// <summary>Called by the writer, frame by frame in the order of their commits.</summary>
    public void Apply(LiveFrame frame) => Of(frame.Instance).Apply(frame);

    public LiveInstance Of(InstanceEntry entry)
    {
        if (_instances.TryGetValue(entry.Id, out var known))
            return known;

        var instance = new LiveInstance(entry);
        _instances[entry.Id] = instance;
        _bots.GetOrAdd(entry.Bot, _ => new LiveBot()).Add(instance);
        return instance;
    }
}

/// <summary>The instances of one bot.</summary>
internal sealed class LiveBot
{
    private volatile IReadOnlyList<LiveInstance> _instances = [];
    private int _sealVersion;

    public IReadOnlyList<LiveInstance> Instances => _instances;

    /// <summary>
    /// Changes when minutes move from memory to the database; odd while they are in both. A reader that found it even and
    /// finds it unchanged afterwards has counted nothing twice and missed nothing.
    /// </summary>
    public int SealVersion => Volatile.Read(ref _sealVersion);

    public void Add(LiveInstance instance) => _instances = [.. _instances, instance];

    public void BeginMove() => Interlocked.Increment(ref _sealVersion);

    public void EndMove() => Interlocked.Increment(ref _sealVersion);
}
