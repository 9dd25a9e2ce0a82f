using BotPerf.Web.Components.Commands;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Modules;

/// <summary>Which part of the bot hurts? Its modules (cogs), each leading to its commands.</summary>
public sealed partial class ModulesPage : RangedComponent
{
    private List<UsageLine>? _table;
    private TimeWindow _window;
    private bool _hasBefore;

    [Inject] private CommandQueries Commands { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;

    private UsageSort Sort => UsageSort.Parse(Scope["sort"]);

    private List<UsageLine> Lines => [.. Sort.Sort((_table ?? []).Where(
        line => line.Name.Contains(Scope["q"]?.Trim() ?? "", StringComparison.OrdinalIgnoreCase)))];

    protected override void Forget() => _table = null;

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var compared = await Commands.CompareModulesAsync(bot, Scope.Instance, (window.From, window.To), window.Before, cancellationToken);
        return () => (_table, _window, _hasBefore) = (UsageLine.Of(compared), window, compared.Before.Count > 0);
    }

    private void Filter(ChangeEventArgs change) =>
        Navigation.NavigateTo(Scope.With("q", change.Value is string { Length: > 0 } text ? text : null), replace: true);

    private async Task DownloadAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Closed, "/" + Assets["js/files.js"]);
        await module.InvokeVoidAsync("saveText", Closed, $"modules-{Scope.Bot}-{Scope.Range.Key}.csv", "text/csv", UsageCsv.Modules(Lines));
    }
}
