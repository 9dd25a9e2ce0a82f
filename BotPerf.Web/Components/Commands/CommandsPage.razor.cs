using System.Globalization;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Commands;

/// <summary>Which command hurts? One bot, one range; sort, filter and length are in the URL.</summary>
public sealed partial class CommandsPage : RangedComponent
{
    private const int DefaultTop = 50;
    private static readonly int[] Tops = [10, 25, 50, 100];
    private static readonly (string Key, string Text)[] Quick =
        [("uses", "Most used"), ("p95", "Slowest"), ("errors", "Most errors"), ("p95-trend", "Grew slower")];

    private List<UsageLine>? _table;
    private TimeWindow _window;
    private bool _hasBefore;

    [Inject] private CommandQueries Commands { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;

    /// <summary>From two seconds for the shortest range to fifteen for the longest.</summary>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(Math.Min(Scope.Range.Length.TotalSeconds / 450, 15));

    private UsageSort Sort => UsageSort.Parse(Scope["sort"]);

    // 0: all of them.
    private int Limit => int.TryParse(Scope["top"], NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? top : DefaultTop;

    // Null: those of all modules; empty: those of none.
    private string? Module => Scope["module"];

    private string Uses => $"{Format.Count((_table ?? []).Sum(line => line.Figures.Count))} uses of {Format.Exact(_table?.Count ?? 0)} "
        + (_table is { Count: 1 } ? "command" : "commands");

    private List<UsageLine> Lines
    {
        get
        {
            var needle = Scope["q"]?.Trim() ?? "";
            var found = Sort.Sort((_table ?? []).Where(line => Matches(line, needle)));
            return [.. Limit > 0 ? found.Take(Limit) : found];
        }
    }

    protected override void Forget() => _table = null;

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var compared = await Commands.CompareAsync(bot, Scope.Instance, (window.From, window.To), window.Before, cancellationToken);
        return () => (_table, _window, _hasBefore) = (UsageLine.Of(compared), window, compared.Before.Count > 0);
    }

    private bool Matches(UsageLine line, string needle) =>
        (Module is not { } module || line.Module == module)
        && (line.Name.Contains(needle, StringComparison.OrdinalIgnoreCase)
            || line.Module.Contains(needle, StringComparison.OrdinalIgnoreCase)
            || line.Kind.Contains(needle, StringComparison.OrdinalIgnoreCase));

    private string SortedBy(string sort) => Scope.With("sort", sort == UsageSort.MostUsed.ToString() ? null : sort);

    private void Filter(ChangeEventArgs change) =>
        Navigation.NavigateTo(Scope.With("q", change.Value is string { Length: > 0 } text ? text : null), replace: true);

    private void ShowTop(ChangeEventArgs change) => Navigation.NavigateTo(
        Scope.With("top", (string?)change.Value == DefaultTop.ToString(CultureInfo.InvariantCulture) ? null : (string?)change.Value), replace: true);

    private async Task DownloadAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Closed, "/" + Assets["js/files.js"]);
        await module.InvokeVoidAsync("saveText", Closed, $"commands-{Scope.Bot}-{Scope.Range.Key}.csv", "text/csv", UsageCsv.Commands(Lines));
    }
}
