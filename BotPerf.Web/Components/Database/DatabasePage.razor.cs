using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Database;

/// <summary>Is it the data? Queries, pools, caches and stores.</summary>
public sealed partial class DatabasePage : RangedComponent
{
    private static readonly string[] s_types = ["Type"];
    private static readonly string[] s_stores = ["Store", "Operation"];

    private DatabaseFigures? _figures;
    private BoardData? _data;

    [Inject] private DatabaseQueries Queries { get; set; } = default!;

    private bool HasQueries => _figures is { Queries.Count: > 0 };

    // A chart that appears is drawn on a board of its own.
    private (bool, bool, bool, bool) Shape => _figures is null ? default
        : (HasQueries, _figures.Pools.Count > 0, _figures.Caches.Count > 0, _figures.Stores.Count > 0);

    protected override void Forget() => (_figures, _data) = (null, null);

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var figures = await Queries.OfAsync(bot, Scope.Instance, window.Steps, cancellationToken);
        var data = BoardData.Of(window, figures.Metrics.Range, DatabaseCharts.Of(figures, window.To), Lifecycle);
        return () => (_figures, _data) = (figures, data);
    }
}
