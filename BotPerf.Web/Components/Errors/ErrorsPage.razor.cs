using System.Globalization;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Errors;

/// <summary>What goes wrong, how often, and where?</summary>
public sealed partial class ErrorsPage : RangedComponent
{
    private IReadOnlyList<ErrorGroup>? _groups;
    private IReadOnlyDictionary<string, BoardData> _times = new Dictionary<string, BoardData>();
    private TimeWindow _window;
    private BoardData? _board;
    private double _failed;

    [Inject] private ErrorQueries Errors { get; set; } = default!;
    [Inject] private MetricReads Metrics { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;

    private string Sort => ErrorSort.Parse(Scope["sort"]);

    private List<ErrorGroup> Shown => [.. ErrorSort.Sort(
        (_groups ?? []).Where(group => ErrorSort.Matches(group, Scope["q"]?.Trim() ?? "")), Sort)];

    private ErrorGroup? Chosen => _groups?.FirstOrDefault(group => group.Fingerprint == Scope["group"]);

    protected override void Forget() => (_groups, _board) = (null, null);

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var steps = window.Steps;
        var (groups, times) = await Errors.HistoryAsync(bot, Scope.Instance, steps, cancellationToken);
        var metrics = await Metrics.OfAsync(bot, Scope.Instance, [MetricNames.CommandErrors], steps, cancellationToken);
        var errors = metrics.Of(MetricNames.CommandErrors);
        var chart = MetricChart.Lines(new MetricCurve("errors", "series-errors", MetricChart.Counts(errors, metrics.Range, window.To)));
        var board = BoardData.Of(window, metrics.Range, new Dictionary<string, ChartData>(StringComparer.Ordinal) { ["errors"] = chart }, Lifecycle);
        var boards = times.ToDictionary(group => group.Key, group => Times(window, group.Value), StringComparer.Ordinal);
        return () => (_groups, _times, _window, _board, _failed) = (groups, boards, window, board, chart.Series[0].Values.Sum() ?? 0);
    }

    private BoardData Times(TimeWindow window, IReadOnlyList<(long T, long Count)> times) => BoardData.Of(
        window,
        new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["group"] = MetricChart.Lines(new MetricCurve("errors", "series-errors", times.Select(step => new MetricPoint(step.T, step.Count)))),
        },
        Lifecycle);

    private void Filter(ChangeEventArgs change) =>
        Navigation.NavigateTo(Scope.With("q", change.Value is string { Length: > 0 } text ? text : null), replace: true);

    private async Task DownloadAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Closed, "/" + Assets["js/files.js"]);
        await module.InvokeVoidAsync("saveText", Closed, $"errors-{Scope.Bot}-{Scope.Range.Key}.csv", "text/csv", ErrorsCsv(Shown));
    }

    internal static string ErrorsCsv(IEnumerable<ErrorGroup> groups) => Csv.Write(
        "fingerprint,type,message,count,first_seen,last_seen,commands",
        groups.Select(group => (string[])
        [
            group.Fingerprint, Csv.Text(group.Type), Csv.Text(group.Message), group.Count.ToString(CultureInfo.InvariantCulture),
            Csv.Time(group.FirstSeen), Csv.Time(group.LastSeen),
            Csv.Text(string.Join(' ', group.Commands.Select(command => $"{command.Name} ({command.Count})"))),
        ]));
}
