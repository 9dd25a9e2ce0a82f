using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Steering;

/// <summary>What the dashboard has set, checked; null where the bot's own setting holds. Pure.</summary>
internal sealed record RemoteState(
    bool? Enabled, TimeSpan? FlushInterval, double? DetailRate, IReadOnlyDictionary<string, bool> Collectors)
{
    public static RemoteState None { get; } = new(null, null, null, new Dictionary<string, bool>());

    /// <returns>The state, and what was wrong: such a value is left out.</returns>
    public static (RemoteState State, IReadOnlyList<string> Refused) Read(RemoteSettings? settings)
    {
        if (settings is null)
            return (None, []);

        var refused = new List<string>();
        TimeSpan? interval = settings.FlushIntervalMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        if (interval < FlushPace.Least || interval > FlushPace.Most)
        {
            refused.Add($"FlushIntervalMs is {settings.FlushIntervalMs}; it must be from 500 to 60000");
            interval = null;
        }

        var rate = settings.DetailSamplingRate;
        if (rate is not (null or (>= 0 and <= 1)))
        {
            refused.Add("DetailSamplingRate must be from 0 to 1");
            rate = null;
        }

        var collectors = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (name, on) in settings.Collectors ?? new Dictionary<string, bool>())
        {
            if (CollectorNames.All.Contains(name, StringComparer.Ordinal))
                collectors[name] = on;
            else
                refused.Add($"there is no collector \"{Texts.Label(name)}\"");
        }

        return (new RemoteState(settings.Enabled, interval, rate, collectors), refused);
    }

    /// <summary>Each difference in words, for the bot's log.</summary>
    public IReadOnlyList<string> ChangesSince(RemoteState before)
    {
        var changes = new List<string>();
        if (Enabled != before.Enabled)
            changes.Add(Enabled is false ? "monitoring is switched off" : "monitoring is switched on");
        if (FlushInterval != before.FlushInterval)
            changes.Add(FlushInterval is { } interval ? $"a frame every {interval.TotalSeconds:0.###} s" : "frames at the usual pace");
        if (!Nullable.Equals(DetailRate, before.DetailRate))
            changes.Add(DetailRate is { } rate ? $"details of {rate:P0} of the executions" : "details at the bot's own rate");
        foreach (var name in CollectorNames.All)
        {
            var (now, then) = (Of(this), Of(before));
            if (now != then)
                changes.Add($"collector {name} {now switch { true => "on", false => "off", null => "as the bot sets it" }}");

            bool? Of(RemoteState state) => state.Collectors.TryGetValue(name, out var on) ? on : null;
        }

        return changes;
    }
}
