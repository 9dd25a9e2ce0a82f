using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Bots;

/// <summary>A bot over a chosen time. Read again with every step that passes, while the time goes up to now.</summary>
public sealed partial class BotHistory : LiveComponent
{
    private readonly CancellationTokenSource _closed = new();
    private readonly UsualBands _bands = new();
    private (BotId Bot, string? Instance, TimeRange Range, bool IsCompared, bool IsUsual)? _readFor;
    private DateTimeOffset _readAt;
    private BoardData? _data;
    private bool _problem;

    [Inject] private ChartMarks Marks { get; set; } = default!;
    [Inject] private BotHistoryQueries History { get; set; } = default!;
    [Inject] private ExecutionQueries Executions { get; set; } = default!;
    [Inject] private ILogger<BotHistory> Log { get; set; } = default!;

    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;
    [Parameter, EditorRequired] public BotId Bot { get; set; }
    [Parameter] public string? Instance { get; set; }
    [Parameter, EditorRequired] public TimeRange Range { get; set; } = TimeRange.Live;

    private string Heading => Range.Words(UserTime) is var words ? char.ToUpperInvariant(words[0]) + words[1..] : "";

    private bool IsCompared => Scope["compare"] == "before";

    private bool IsUsual => Scope[UsualBands.Name] == UsualBands.On;

    private TimeSpan Pause => TimeSpan.FromSeconds(Math.Clamp(Range.Length.TotalSeconds / 300, 5, 60));

    protected override bool Look() => false;

    protected override async Task OnParametersSetAsync()
    {
        // The first picture of a page is static, and a chart is drawn by the browser.
        if (RendererInfo.IsInteractive && _readFor != (Bot, Instance, Range, IsCompared, IsUsual)) await ReadAsync();
    }

    protected override async Task BeatAsync()
    {
        if (Now - _readAt < Pause || (_data is not null && !Range.IsMoving(_readAt))) return;

        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var about = (Bot, Instance, Range, IsCompared, IsUsual);
        if (_readFor != about) _data = null;
        (_readFor, _readAt) = (about, Now);
        try
        {
            var data = await BoardAsync(Range.Resolve(Time.GetUtcNow()));
            if (_readFor == about) (_data, _problem) = (data, false);
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

    private async Task<BoardData> BoardAsync(TimeWindow window)
    {
        var steps = await History.OfAsync(Bot, Instance, window.Steps, _closed.Token);
        var before = IsCompared ? await History.OfAsync(Bot, Instance, window.StepsBefore, _closed.Token) : null;
        var newest = await Executions.NewestAsync(
            Bot, new ExecutionFilter(Instance), window.Steps.FromMinute, window.Steps.ToMinute, null, BotHistoryCharts.MostDots, _closed.Token);
        IReadOnlyDictionary<string, ChartData> charts = BotHistoryCharts.Of(steps, before, window.ShiftSeconds, newest.Executions);
        if (IsUsual)
        {
            charts = await _bands.WithAsync((Bot, Instance), window, charts, BotHistoryCharts.Usual,
                async range => BotHistoryCharts.Of(await History.OfAsync(Bot, Instance, range, _closed.Token), null, 0, []));
        }

        return BoardData.Of(window, charts,
            await Marks.OfAsync(Bot, Instance, window.From, window.To, _closed.Token));
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
}
