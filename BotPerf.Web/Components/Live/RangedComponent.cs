using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Live;

/// <summary>
/// A page about one bot over the chosen time. Without a bot in its URL it goes to the one that needs a look most. It is
/// read when it is open in a browser, so that its first paint waits for nothing, and again as the time moves on.
/// </summary>
public abstract class RangedComponent : LiveComponent
{
    private readonly CancellationTokenSource _closed = new();
    private (BotId Bot, string? Instance, TimeRange Range, string Own)? _readFor;

    [Inject] private FleetQueries Fleet { get; set; } = default!;
    [Inject] private ChartMarks Marks { get; set; } = default!;
    [Inject] private ILoggerFactory Logging { get; set; } = default!;
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] private protected UserTime UserTime { get; set; } = UserTime.Utc;
    [CascadingParameter] protected PageScope Scope { get; set; } = default!;

    /// <summary>What went wrong with the last reading, for people; null: nothing.</summary>
    protected string? Problem { get; private set; }

    protected DateTimeOffset ReadAt { get; private set; }

    /// <summary>Newest first, alerts that opened among them; drawn into every chart.</summary>
    protected IReadOnlyList<LifecycleMark> Lifecycle { get; private set; } = [];

    /// <summary>The page's own values that decide what is read.</summary>
    protected virtual string Own => "";

    /// <summary>Reads, and gives what takes the figures over into the page: it runs only if they are still wanted.</summary>
    protected abstract Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken);

    /// <summary>The figures are of something else now.</summary>
    protected abstract void Forget();

    protected CancellationToken Closed => _closed.Token;

    /// <summary>Between two readings, while the time goes up to now.</summary>
    protected virtual TimeSpan Pause => TimeSpan.FromSeconds(Math.Clamp(Scope.Range.Length.TotalSeconds / 300, 5, 60));

    protected override bool Look() => false;

    protected override async Task OnParametersSetAsync()
    {
        if (Scope.Bot is null)
        {
            if (Fleet.Overview() is [var worst, ..])
                Navigation.NavigateTo((Scope with { Bot = worst.Id }).With(), replace: true);
            return;
        }

        if (RendererInfo.IsInteractive && _readFor != About(Scope.Bot.Value)) await ReadAgainAsync(Scope.Bot.Value);
    }

    protected override async Task BeatAsync()
    {
        if (Scope.Bot is not { } bot || Now - ReadAt < Pause) return;
        if (Problem is null && !Scope.Range.IsMoving(ReadAt)) return;

        await ReadAgainAsync(bot);
        StateHasChanged();
    }

    private (BotId, string?, TimeRange, string) About(BotId bot) => (bot, Scope.Instance, Scope.Range, Own);

    private async Task ReadAgainAsync(BotId bot)
    {
        var about = About(bot);
        if (_readFor != about) Forget();
        (_readFor, ReadAt) = (about, Now);
        try
        {
            var window = Scope.Range.Resolve(Time.GetUtcNow());
            Lifecycle = await Marks.OfAsync(bot, Scope.Instance, window.From, window.To, _closed.Token);
            var takeOver = await ReadAsync(bot, window, _closed.Token);
            if (_readFor != about) return;

            takeOver();
            Problem = null;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (TooMuchHistoryException)
        {
            Problem = "That is more than can be shown at once. Choose a shorter time or fewer series.";
        }
        catch (Exception problem)
        {
            Logging.CreateLogger(GetType()).HistoryNotRead(problem, bot);
            Problem = "The figures could not be read just now. BotPerf tries again by itself.";
        }
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
