using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Bots;

/// <summary>The live charts of a bot. Rendered once; from then on one call a beat hands over the new seconds.</summary>
public sealed partial class BotCharts
{
    private ElementReference _board;
    private IJSObjectReference? _module;
    private IJSObjectReference? _charts;
    private long _drawnTo;
    private DateTimeOffset? _newestMark;

    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;
    [Parameter, EditorRequired] public BotId Bot { get; set; }
    [Parameter] public string? Instance { get; set; }
    [Parameter, EditorRequired] public IReadOnlyList<LifecycleMark> Lifecycle { get; set; } = [];

    protected override bool Look() => false;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;

        try
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/charts.js"]);
            var points = Take();
            _charts = await _module.InvokeAsync<IJSObjectReference>(
                "create", _board, "/" + Assets["lib/echarts.min.js"], points, Marks(), Now.ToUnixTimeMilliseconds() / 1000.0);
        }
        catch (Exception gone) when (BrowserGone.Is(gone))
        {
            // The page was closed while it opened.
        }
    }

    protected override async Task BeatAsync()
    {
        if (_charts is null) return;

        var points = Take();
        var newest = Lifecycle.Count == 0 ? (DateTimeOffset?)null : Lifecycle.Max(mark => mark.At);
        if (points.Length == 0 && newest == _newestMark) return;

        try
        {
            await _charts.InvokeVoidAsync("append", points, newest == _newestMark ? null : Marks());
        }
        catch (Exception gone) when (BrowserGone.Is(gone))
        {
            // The connection broke; when it comes back, so do the charts.
        }
    }

    private double?[][] Take()
    {
        var points = Fleet.Points(Bot, Instance, _drawnTo);
        if (points.Count > 0) _drawnTo = points[^1].T;
        return [.. points.Select(ChartPoints.Row)];
    }

    private ChartMark[] Marks()
    {
        _newestMark = Lifecycle.Count == 0 ? null : Lifecycle.Max(mark => mark.At);
        return [.. Lifecycle.Select(ChartMark.Of)];
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            if (_charts is not null)
            {
                await _charts.InvokeVoidAsync("dispose");
                await _charts.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception gone) when (BrowserGone.Is(gone))
        {
            // The browser is gone and its charts with it.
        }
    }
}
