using System.Collections.Concurrent;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>Every instance that is known, and the open minutes of those that send.</summary>
internal sealed class LiveStore
{
    private readonly ConcurrentDictionary<InstanceId, LiveInstance> _instances = [];
    private readonly ConcurrentDictionary<BotId, LiveBot> _bots = [];

    /// <summary>Of which metrics closed minutes stay in memory. Set before the first instance is there.</summary>
    public WatchedMetrics Watched { get; } = new();

    public IEnumerable<LiveInstance> Instances => _instances.Values;

    /// <summary>The instances of a bot, none when it never sent.</summary>
    public LiveBot? Bot(BotId bot) => _bots.GetValueOrDefault(bot);

    /// <summary>The instances of a bot, or the one of that name; none when it never sent.</summary>
    public IReadOnlyList<LiveInstance> InstancesOf(BotId bot, string? name) => Bot(bot)?.Instances switch
    {
        null => [],
        var all when name is null => all,
        var all => [.. all.Where(one => one.Entry.Name == name)],
    };

    /// <summary>Called by the writer, frame by frame in the order of their commits.</summary>
    public void Apply(LiveFrame frame) => Of(frame.Instance).Apply(frame);

    /// <summary>Called by the writer for a bot that was deleted: nothing of it is shown or sealed any more.</summary>
    public void Forget(BotId bot)
    {
        if (!_bots.TryRemove(bot, out var gone))
            return;

        foreach (var instance in gone.Instances)
        {
            _instances.TryRemove(instance.Entry.Id, out _);
            instance.Forget();
        }
    }

    public LiveInstance Of(InstanceEntry entry)
    {
        if (_instances.TryGetValue(entry.Id, out var known))
            return known;

        var instance = new LiveInstance(entry, Watched);
        _instances[entry.Id] = instance;
        _bots.GetOrAdd(entry.Bot, _ => new LiveBot()).Add(instance);
        return instance;
    }
}

/// <summary>The instances of one bot.</summary>
internal sealed class LiveBot
{
    private volatile IReadOnlyList<LiveInstance> _instances = [];

    public IReadOnlyList<LiveInstance> Instances => _instances;

    public void Add(LiveInstance instance) => _instances = [.. _instances, instance];
}
