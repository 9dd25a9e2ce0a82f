using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Health;

/// <summary>One bot: how well, and why not better.</summary>
public sealed partial class HealthOfBot : LiveComponent
{
    private const int Days = 30;

    // An hour a point over the month; what is zoomed into is shown as it was stored.
    private const int HourMinutes = 60;
    private const int FinestMinutes = 10;
    private static readonly TimeSpan s_finestUpTo = TimeSpan.FromDays(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(2);

    // The age of a score is told to the second.
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(10);

    private static readonly ChartLevel[] s_levels =
    [
        new(HealthBands.Excellent, "Excellent from 90", "ok"), new(HealthBands.Good, "Good from 75", "ok"),
        new(HealthBands.Fair, "Fair from 50", "warn"), new(HealthBands.Poor, "Poor from 25, Critical below", "crit"),
    ];

    private static readonly string[] s_colors = ["series-cpu", "series-memory", "series-commands", "series-gateway", "series-latency"];

    private readonly CancellationTokenSource _closed = new();
    private (BotId Bot, TimeRange Range)? _readFor;
    private BotHealth? _health;
    private BoardData? _data;
    private DateTimeOffset _readAt;
    private DateTimeOffset _shownAt;
    private int _points;
    private bool _problem;

    [Inject] private HealthQueries Queries { get; set; } = default!;
    [Inject] private ChartMarks Marks { get; set; } = default!;
    [Inject] private ILogger<HealthOfBot> Log { get; set; } = default!;

    [Parameter, EditorRequired] public BotId Bot { get; set; }
    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    private int Known => _health!.Score.Parts.Count(part => part.Score is not null);

    protected override bool Look()
    {
        var before = _health;
        _health = Queries.Of(Bot);
        if (before?.Score.Score == _health?.Score.Score && before?.Score.Unknown == _health?.Score.Unknown && Now - _shownAt < s_tick)
            return false;

        _shownAt = Now;
        return true;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _readFor != (Bot, Scope.Range)) await ReadAsync();
    }

    protected override async Task BeatAsync()
    {
        var changed = Look();
        if (Now - _readAt >= s_pause)
        {
            await ReadAsync();
            changed = true;
        }

        if (changed) StateHasChanged();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReadAsync()
    {
        var about = (Bot, Scope.Range);
        if (_readFor != about) _data = null;
        (_readFor, _readAt) = (about, Now);
        try
        {
            var now = Time.GetUtcNow();
            var (from, to) = (Scope.Range.From ?? now.AddDays(-Days), Scope.Range.To ?? now);
            var step = to - from <= s_finestUpTo ? FinestMinutes : HourMinutes;
            var points = await Queries.HistoryAsync(Bot, from, to, step, _closed.Token);
            var marks = await Marks.OfAsync(Bot, null, from, to, _closed.Token);
            if (_readFor != about) return;

            (_points, _problem) = (points.Count, false);
            _data = BoardData.Of(new TimeWindow(from, to), Charts(points), marks) with { Step = step * 60 };
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (Exception problem)
        {
            Log.HistoryNotRead(problem, Bot);
            _problem = true;
        }
    }

    private static Dictionary<string, ChartData> Charts(IReadOnlyList<HealthPoint> points) => new(StringComparer.Ordinal)
    {
        ["overall"] = MetricChart.Lines(new MetricCurve("overall", "series-commands", Curve(points, point => point.Overall))),
        ["parts"] = MetricChart.Lines([.. HealthComponents.All
            .Where(component => points.Any(point => point.Parts[(int)component] is not null))
            .Select(component => new MetricCurve(
                HealthComponents.Title(component), s_colors[(int)component], Curve(points, point => point.Parts[(int)component])))]),
    };

    private static IEnumerable<MetricPoint> Curve(IReadOnlyList<HealthPoint> points, Func<HealthPoint, double?> of) => points
        .Where(point => of(point) is not null).Select(point => new MetricPoint(point.At.ToUnixTimeSeconds(), of(point)!.Value));
}
