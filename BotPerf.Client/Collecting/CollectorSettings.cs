using BotPerf.Client.Recording;

namespace BotPerf.Client.Collecting;

/// <summary>The collectors' options as they are used: checked, with the default in place of what is wrong. Pure.</summary>
internal sealed class CollectorSettings
{
    private const int MaxTargets = 10;

    private static readonly Uri[] s_targets =
        [new("https://discord.com/api/v10/gateway"), new("https://www.google.com/generate_204")];

    public CollectorSettings(CollectorOptions? options, SettingsCheck check)
    {
        options ??= new CollectorOptions();
        var standard = new CollectorOptions();
        Process = Schedule(nameof(options.Process), options.Process, standard.Process, least: 1, most: 300);
        Runtime = Schedule(nameof(options.Runtime), options.Runtime, standard.Runtime, least: 1, most: 300);
        System = Schedule(nameof(options.System), options.System, standard.System, least: 1, most: 300);
        Network = Schedule(nameof(options.Network), options.Network, standard.Network, least: 10, most: 3600);
        Bot = Schedule(nameof(options.Bot), options.Bot, standard.Bot, least: 1, most: 3600);
        BotCounts = options.BotCounts;
        NetworkTargets = Targets(options.NetworkTargets, check);
        NetworkTimeout = check.Within("Collectors.NetworkTimeout", options.NetworkTimeout, standard.NetworkTimeout,
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

        CollectorSetting Schedule(string name, CollectorSchedule? given, CollectorSchedule usual, int least, int most) => new(
            (given ?? usual).Enabled,
            check.Within($"Collectors.{name}.Interval", (given ?? usual).Interval, usual.Interval,
                TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most)));
    }

    public CollectorSetting Process { get; }
    public CollectorSetting Runtime { get; }
    public CollectorSetting System { get; }
    public CollectorSetting Network { get; }
    public CollectorSetting Bot { get; }
    public IReadOnlyList<Uri> NetworkTargets { get; }
    public TimeSpan NetworkTimeout { get; }
    public Func<BotCounts>? BotCounts { get; }

    private static IReadOnlyList<Uri> Targets(IReadOnlyList<Uri>? given, SettingsCheck check)
    {
        var targets = new List<Uri>();
        foreach (var target in given ?? [])
        {
            if (target is not { IsAbsoluteUri: true } || (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps))
                check.Tell($"Collectors.NetworkTargets has \"{Texts.Label(target?.OriginalString)}\"; each must begin with http:// or https://. It is left out.");
            else if (targets.Exists(other => other.Authority == target.Authority))
                check.Tell($"Collectors.NetworkTargets has {Texts.Label(target.Authority)} more than once. The first is used.");
            else if (targets.Count == MaxTargets)
                check.Tell($"Collectors.NetworkTargets has more than {MaxTargets} targets. {Texts.Label(target.Authority)} is left out.");
            else
                targets.Add(target);
        }

        return targets.Count > 0 ? targets : s_targets;
    }
}

/// <param name="Enabled">The bot's own wish; the dashboard's comes before it.</param>
internal readonly record struct CollectorSetting(bool Enabled, TimeSpan Interval);
