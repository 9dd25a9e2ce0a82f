using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Runtime;

/// <summary>Is it the process, its runtime or the machine?</summary>
public sealed partial class SystemPage : RangedComponent
{
    // The presets: 500 MiB, and 90 % of what the process may use.
    private const double MemoryWarning = 500.0 * 1024 * 1024;
    private const double LimitShare = 0.9;

    private readonly UsualBands _bands = new();
    private SystemFigures? _figures;
    private BoardData? _data;
    private double? _memoryCritical;

    [Inject] private SystemQueries Queries { get; set; } = default!;

    protected override string Own => Scope[UsualBands.Name] ?? "";

    protected override void Forget() => (_figures, _data, _memoryCritical) = (null, null, null);

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var figures = await Queries.OfAsync(bot, Scope.Instance, window.Steps, cancellationToken);
        IReadOnlyDictionary<string, ChartData> charts = SystemCharts.Of(figures);
        var instance = Scope.Instance;
        if (Scope[UsualBands.Name] == UsualBands.On)
        {
            charts = await _bands.WithAsync((bot, instance), window, charts, SystemCharts.Usual,
                async range => SystemCharts.Of(await Queries.OfAsync(bot, instance, range, cancellationToken)));
        }

        var data = BoardData.Of(window, figures.Metrics.Range, charts, Lifecycle);
        return () => (_figures, _data, _memoryCritical) =
            (figures, data, figures.Runtimes.Min(row => row.LimitBytes) * LimitShare);
    }

    // The names of several lines need room.
    private string Width => _figures is { Runtimes.Count: > 1 } ? "" : "third";

    // Counters of several instances are one figure.
    private string Together(string title) => _figures is { Runtimes.Count: > 1 } ? title + ", all" : title;
}
