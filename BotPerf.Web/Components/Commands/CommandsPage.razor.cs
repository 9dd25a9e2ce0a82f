using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Commands;

/// <summary>Which command hurts? One bot, one range; sort, filter and length are in the URL.</summary>
public sealed partial class CommandsPage : LiveComponent
{
    private const int DefaultTop = 50;
    private static readonly int[] Tops = [10, 25, 50, 100];
    private static readonly (string Key, string Text)[] Quick =
        [("uses", "Most used"), ("p95", "Slowest"), ("errors", "Most errors"), ("p95-trend", "Grew slower")];

    private readonly CancellationTokenSource _closed = new();
    private (BotId? Bot, string? Instance, TimeRange Range)? _loadedFor;
    private DateTimeOffset _loadedAt;
    private List<UsageLine>? _table;
    private List<UsageLine> _lines = [];
    private TimeWindow _window;
    private bool _hasBefore;
    private UsageSort _sort = UsageSort.MostUsed;
    private bool _problem;
    private bool _noSuchBot;

    [Inject] private CommandQueries Commands { get; set; } = default!;
    [Inject] private BotRegistry Registry { get; set; } = default!;
    [Inject] private FleetQueries Fleet { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;
    [Inject] private ILogger<CommandsPage> Log { get; set; } = default!;

    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [SupplyParameterFromQuery] public string? Sort { get; set; }
    [SupplyParameterFromQuery] public string? Q { get; set; }
    [SupplyParameterFromQuery] public int? Top { get; set; }

    /// From two seconds for the shortest range to fifteen for the longest.
    private TimeSpan Pause => TimeSpan.FromSeconds(Math.Min(Scope.Range.Length.TotalSeconds / 450, 15));

    private (BotId? Bot, string? Instance, TimeRange Range) About => (Scope.Bot, Scope.Instance, Scope.Range);

    private int Limit => Top ?? DefaultTop;

    /// Null: those of all modules; empty: those of none.
    private string? Module => Scope["module"];

    private string Span => _table is null ? "" : UserTime.Span(_window.From, _window.To);

    private string Summary => $"{Format.Count(_table!.Sum(line => line.Figures.Count))} uses of {Format.Exact(_table!.Count)} "
        + $"{(_table.Count == 1 ? "command" : "commands")} in {Scope.Range.Words(UserTime)}, {Format.Ago(Now - _loadedAt)}";

    private string Windows => UsageWindows.Words(_window, _hasBefore, UserTime);

    protected override async Task OnParametersSetAsync()
    {
        _sort = UsageSort.Parse(Sort);
        if (Scope.Bot is null)
        {
            // Without a bot in the URL the one that needs a look most is meant.
            if (Fleet.Overview() is [var worst, ..])
                Navigation.NavigateTo(Scope.CommandsUrl(worst.Id), replace: true);
            return;
        }

        if (_loadedFor == About)
            Arrange();
        else
            await LoadAsync();
    }

    protected override bool Look() => false;

    /// <summary>A longer range moves slower, and costs more to add up.</summary>
    protected override async Task BeatAsync()
    {
        if (Now - _loadedAt < Pause || Scope.Bot is null || !Scope.Range.IsMoving(_loadedAt)) return;

        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var (bot, about) = (Scope.Bot!.Value, About);
        if (_loadedFor != about)
            _table = null;
        _loadedFor = about;
        _loadedAt = Now;
        _noSuchBot = Registry.Find(bot) is null;
        try
        {
            var window = Scope.Range.Resolve(Time.GetUtcNow());
            var compared = await Commands.CompareAsync(bot, Scope.Instance, (window.From, window.To), window.Before, _closed.Token);
            if (_loadedFor != about) return;

            (_table, _window, _hasBefore) = (UsageLine.Of(compared), window, compared.Before.Count > 0);
            _problem = false;
            Arrange();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (Exception problem)
        {
            Log.CommandsNotRead(problem, bot);
            _problem = true;
        }
    }

    private void Arrange()
    {
        if (_table is null) return;

        var needle = Q?.Trim() ?? "";
        var found = _sort.Sort(_table.Where(line => Matches(line, needle)));
        _lines = [.. Limit > 0 ? found.Take(Limit) : found];
    }

    private bool Matches(UsageLine line, string needle) =>
        (Module is not { } module || line.Module == module)
        && (line.Name.Contains(needle, StringComparison.OrdinalIgnoreCase)
            || line.Module.Contains(needle, StringComparison.OrdinalIgnoreCase)
            || line.Kind.Contains(needle, StringComparison.OrdinalIgnoreCase));

    private void Filter(ChangeEventArgs change) =>
        Navigation.NavigateTo(Url(change.Value as string, Sort, Top), replace: true);

    private void ShowTop(ChangeEventArgs change) =>
        Navigation.NavigateTo(Url(Q, Sort, int.Parse((string)change.Value!, CultureInfo.InvariantCulture)), replace: true);

    private string Url(string? q, string? sort, int? top) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?>
        {
            ["q"] = string.IsNullOrEmpty(q) ? null : q,
            ["sort"] = sort == UsageSort.MostUsed.ToString() ? null : sort,
            ["top"] = top == DefaultTop ? null : top,
        });

    private async Task DownloadAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", _closed.Token, "/" + Assets["js/files.js"]);
        await module.InvokeVoidAsync("saveText", _closed.Token, $"commands-{Scope.Bot}-{Scope.Range.Key}.csv", "text/csv", UsageCsv.Commands(_lines));
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
