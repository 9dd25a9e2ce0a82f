using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Explorer;

/// <summary>Any metric, several at once, beside the time before. Everything chosen is in the URL: l1, l2, … and compare.</summary>
public sealed partial class ExplorePage : RangedComponent
{
    private const int Most = 6;
    private const string Compare = "compare";
    private const string BeforeValue = "before";
    private static readonly string[] s_places = [.. Enumerable.Range(1, Most).Select(number => $"l{number}")];

    private readonly UsualBands _bands = new();
    private IReadOnlyList<MetricChoice> _choices = [];
    private IReadOnlyList<ExploreSeries>? _series;
    private IReadOnlyList<ExploreRow> _rows = [];
    private IReadOnlyList<(string Unit, LinesData Lines)> _charts = [];
    private IReadOnlyList<string> _unknown = [];
    private TimeWindow _window;
    private BoardData? _data;

    [Inject] private HistoryQueries Histories { get; set; } = default!;
    [Inject] private MetricListQueries Metrics { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;

    protected override string Own => string.Join('\n', s_places.Select(place => Scope[place]).Append(Scope[Compare]).Append(Scope[UsualBands.Name]));

    private IReadOnlyList<(string Place, ExploreLine Line)> Lines => [.. s_places
        .Select(place => (place, Line: ExploreLine.Parse(Scope[place]))).Where(one => one.Line is not null).Select(one => (one.place, one.Line!))];

    private bool IsCompared => Scope[Compare] == BeforeValue;

    private string? FreePlace => s_places.FirstOrDefault(place => ExploreLine.Parse(Scope[place]) is null);

    private IEnumerable<LifecycleMark> Deploys => Lifecycle.Where(mark => mark.Event == "deploy" && mark.At < Now.AddMinutes(-1))
        .DistinctBy(mark => mark.At.ToUnixTimeSeconds() / 60).Take(3);

    private string Shape => string.Join('|', _charts.Select(chart => chart.Unit));

    private int NotDrawn => _series is null ? 0 : _series.GroupBy(one => one.Unit).Sum(unit => Math.Max(0, unit.Count() - ExploreShapes.MostLines));

    protected override void Forget() => (_series, _data, _rows, _charts) = (null, null, [], []);

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var (lines, compared, choices) = (Lines, IsCompared, Metrics.Of(bot));
        var series = new List<ExploreSeries>();
        var unknown = new List<string>();
        var step = window.Steps.StepSeconds;
        foreach (var (_, line) in lines)
        {
            if (await Histories.OfAsync(bot, Scope.Instance, line.Metric, line.Labels, window.Steps, cancellationToken) is not { } history)
            {
                unknown.Add(line.Metric);
                continue;
            }

            var earlier = Earlier(window.Steps);
            var before = compared ? await Histories.OfAsync(bot, Scope.Instance, line.Metric, line.Labels, earlier, cancellationToken) : null;
            series.AddRange(ExploreShapes.Series(
                line, history, before, (window.Steps.FromMinute - earlier.FromMinute) * 60, window.To));
            step = Math.Max(step, history.StepSeconds);
        }

        var charts = ExploreShapes.Charts(series);
        IReadOnlyDictionary<string, ChartData> drawn = charts.Select((chart, i) => (chart.Lines, i)).ToDictionary(one => NameOf(one.i), one => (ChartData)one.Lines);
        if (Scope[UsualBands.Name] == UsualBands.On)
        {
            List<string> units = [.. charts.Select(chart => chart.Unit)];
            drawn = await _bands.WithAsync(
                (bot, Scope.Instance, Own), window, drawn, UsualOf(series, charts), range => ChartsAsync(bot, lines, units, range, cancellationToken));
        }

        var data = BoardData.Of(window, drawn, Lifecycle) with { Step = step };
        return () => (_choices, _series, _rows, _charts, _unknown, _data, _window) =
            (choices, series, ExploreShapes.Rows(series), charts, unknown, data, window);
    }

    private static string NameOf(int chart) => $"chart-{chart}";

    // How many in a step, or the highest of it, is another figure over an hour.
    private static List<string> UsualOf(List<ExploreSeries> series, IReadOnlyList<(string Unit, LinesData Lines)> charts) =>
    [
        .. charts.Select((chart, i) => (chart.Unit, i))
            .Where(chart => series.Where(one => one.Unit == chart.Unit).ToList() is [{ Line.Aggregation: not ("increase" or "count" or "min" or "max") }])
            .Select(chart => NameOf(chart.i)),
    ];

    // The same charts over another time, by the names they have in this one.
    private async Task<IReadOnlyDictionary<string, ChartData>> ChartsAsync(
        BotId bot, IReadOnlyList<(string Place, ExploreLine Line)> lines, List<string> units, StepRange range, CancellationToken cancellationToken)
    {
        var series = new List<ExploreSeries>();
        foreach (var (_, line) in lines)
        {
            if (await Histories.OfAsync(bot, Scope.Instance, line.Metric, line.Labels, range, cancellationToken) is { } history)
                series.AddRange(ExploreShapes.Series(line, history, null, 0, history.To));
        }

        return ExploreShapes.Charts(series).Where(chart => units.Contains(chart.Unit))
            .ToDictionary(chart => NameOf(units.IndexOf(chart.Unit)), chart => (ChartData)chart.Lines);
    }

    // As many steps, right before, so that each lies over its own.
    private static StepRange Earlier(StepRange range) =>
        range with { FromMinute = range.FromMinute - (long)range.Points * range.StepMinutes, ToMinute = range.FromMinute };

    private string Add(MetricChoice metric) => Scope.With(
        FreePlace ?? s_places[^1],
        new ExploreLine(metric.Name, Aggregations.Of(metric.Kind)[0], new Dictionary<string, string>()).ToString());

    private string SinceDeploy(LifecycleMark deploy) =>
        (Scope with { Range = TimeRange.Between(deploy.At, Now) }).With(Compare, BeforeValue);

    private void Change(string place, ExploreLine? line) => Navigation.NavigateTo(Scope.With(place, line?.ToString()));

    private async Task DownloadAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Closed, "/" + Assets["js/files.js"]);
        await module.InvokeVoidAsync("saveText", Closed, $"metrics-{Scope.Bot}-{Scope.Range.Key}.csv", "text/csv", ExploreCsv.Write(_series ?? []));
    }
}
