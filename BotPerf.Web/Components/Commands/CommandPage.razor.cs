using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Commands;

/// <summary>One command: how slow, since when, where and with which errors?</summary>
public sealed partial class CommandPage : RangedComponent
{
    private const int LastRuns = 100;

    // Enough to say where it is used most; the page says how many it looked at.
    private const int GuildRuns = 1_000;

    private CommandFigures? _figures;

    [Inject] private CommandHistoryQueries History { get; set; } = default!;
    [Inject] private ExecutionQueries Executions { get; set; } = default!;
    [Inject] private ErrorQueries Errors { get; set; } = default!;

    private string? Name => Scope["name"];

    private bool OnlyFailed => Scope["runs"] == "failed";

    protected override string Own => $"{Name}\n{OnlyFailed}";

    protected override async Task OnParametersSetAsync()
    {
        if (string.IsNullOrEmpty(Name))
        {
            Navigation.NavigateTo(Scope.To(Pages.CommandsPath), replace: true);
            return;
        }

        await base.OnParametersSetAsync();
    }

    protected override void Forget() => _figures = null;

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        var (name, steps) = (Name!, window.Steps);
        var now = await History.OfAsync(bot, Scope.Instance, name, steps, cancellationToken);
        var before = await History.OfAsync(bot, Scope.Instance, name, window.StepsBefore, cancellationToken);
        var filter = new ExecutionFilter(Scope.Instance, name, OnlyFailed ? false : null);
        var runs = await Executions.NewestAsync(bot, filter, 0, steps.ToMinute, null, LastRuns, cancellationToken);
        IReadOnlyList<Execution> placed = runs.Executions.Any(run => run.Guild is not null)
            ? (await Executions.NewestAsync(bot, filter with { Success = null }, steps.FromMinute, steps.ToMinute, null, GuildRuns, cancellationToken)).Executions
            : [];
        var errors = await Errors.GroupsAsync(bot, Scope.Instance, steps.FromMinute, steps.ToMinute, cancellationToken, name);
        var figures = new CommandFigures(
            window, now, before.Total, runs.Executions, errors, CommandCharts.Guilds(placed), placed.Count,
            BoardData.Of(window, now.Range, CommandCharts.Of(now), Lifecycle), CommandCharts.Runs(runs.Executions, Lifecycle));
        return () => _figures = figures;
    }

    private static string KindText(CommandRow row) =>
        $"{(row.Module.Length > 0 ? row.Module : "no module")} · {(row.Kind.Length > 0 ? row.Kind : "no kind")}";

    private sealed record CommandFigures(
        TimeWindow Window, CommandHistory Now, CommandRow? Before, IReadOnlyList<Execution> Runs, IReadOnlyList<ErrorGroup> Errors,
        IReadOnlyList<(string Guild, int Runs, int Failed)> Guilds, int GuildsOf, BoardData Board, BoardData? RunBoard)
    {
        public Trend? Trend { get; } = Now.Total is { } total ? Rollups.Trend.Of(total, Before) : null;
    }
}
