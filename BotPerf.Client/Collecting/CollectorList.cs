using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Collecting;

/// <summary>The collectors there are. Those that are off cost nothing: none is made before it is switched on.</summary>
internal static class CollectorList
{
    // A zombie is found by these ages: a minute would be too long.
    private static readonly TimeSpan s_agesInterval = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<Collector> For(
        Recorder recorder, CollectorSettings settings, BotCountsSource counts, GatewayConnections gateways, ILogger logger) =>
    [
        new(CollectorNames.Process, settings.Process, () => new ProcessCollector(recorder.Series, recorder.Time)),
        new(CollectorNames.Runtime, settings.Runtime, () => new RuntimeCollector(recorder.Series, recorder.Time)),
        new(CollectorNames.System, settings.System, () => new SystemCollector(recorder.Series)),
        new(CollectorNames.Network, settings.Network, () => new NetworkProbe(recorder, settings.NetworkTargets, settings.NetworkTimeout)),
        new(CollectorNames.Bot, settings.Bot, () => new BotCountsCollector(recorder, counts, logger)),
        new(CollectorNames.Bot, settings.Bot with { Interval = s_agesInterval }, gateways.Ages),
    ];
}
