using BotPerf.Web.Live;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Live;

/// <summary>
/// A component that follows the bots: on each beat of the one pulse it looks for newer figures and renders when they
/// changed, at most once a beat. While one look is under way further beats are skipped, so a slow page never queues up.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private int _looking;
    private bool _disposed;

    [Inject] private LivePulse Pulse { get; set; } = default!;
    [Inject] protected TimeProvider Time { get; set; } = default!;

    protected DateTimeOffset Now { get; private set; }

    /// <summary>Takes the newest figures. True when the page has to show something else.</summary>
    protected abstract bool Look();

    /// <summary>One beat, on the page's own thread. Override to do more than look.</summary>
    protected virtual Task BeatAsync()
    {
        if (Look()) StateHasChanged();
        return Task.CompletedTask;
    }

    protected override void OnParametersSet()
    {
        Now = Time.GetUtcNow();
        Look();
    }

    /// <summary>Only a page that is open in a browser listens; the prerendered one is thrown away.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && !_disposed) Pulse.Beat += OnBeat;
    }

    private void OnBeat()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 0) _ = InvokeAsync(LookAgainAsync);
    }

    private async Task LookAgainAsync()
    {
        try
        {
            if (_disposed) return;
            Now = Time.GetUtcNow();
            await BeatAsync();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Shown by the layout's error boundary instead of being lost with the discarded task.
            if (!_disposed) await DispatchExceptionAsync(problem);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _disposed = true;
        Pulse.Beat -= OnBeat;
    }
}
