using BotPerf.Shared.Metrics;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Network;

/// <summary>Is it the way there? Gateway, probes, HTTP, limits and circuits.</summary>
public sealed partial class NetworkPage : RangedComponent
{
    private static readonly string[] s_http = ["Host", "Method"];
    private static readonly string[] s_services = ["Service"];
    private static readonly string[] s_gatewayEvents = ["ready", "resumed", "disconnected"];

    private NetworkFigures? _figures;
    private BoardData? _data;

    [Inject] private NetworkQueries Queries { get; set; } = default!;

    private bool HasReconnects => _figures?.Metrics.Has(
        MetricNames.GatewayDisconnected, MetricNames.GatewayResumed, MetricNames.GatewayReady) == true;

    private bool HasHeartbeats => _figures?.Metrics.Has(MetricNames.HeartbeatAge) == true;

    private IReadOnlyList<LifecycleMark> GatewayMarks => [.. Lifecycle.Where(mark => s_gatewayEvents.Contains(mark.Event))];

    // A chart that appears is drawn on a board of its own.
    private (bool, bool, bool, bool, bool, bool, bool) Shape => _figures is null ? default
        : (_figures.Gateways.Count > 0, HasHeartbeats, HasReconnects, _figures.Probes.Count > 0, _figures.Http.Count > 0,
            _figures.Services.Count > 0, _figures.RateLimits.Count > 0);

    protected override void Forget() => (_figures, _data) = (null, null);

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var figures = await Queries.OfAsync(bot, Scope.Instance, window.Steps, cancellationToken);
        var data = BoardData.Of(window, figures.Metrics.Range, NetworkCharts.Of(figures, window.To), Lifecycle);
        return () => (_figures, _data) = (figures, data);
    }
}
