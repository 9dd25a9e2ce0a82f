using System.Globalization;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Targets;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Targets;

/// <summary>The targets of all bots, or of one, worst first; <c>?edit=new</c> or a number changes one.</summary>
public sealed partial class TargetsPage
{
    // Minutes are counted every ten seconds.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private const int FirstPaint = 40;

    private List<TargetState> _states = [];
    private IReadOnlyList<TargetBot> _bots = [];
    private Target? _edited;
    private TargetProblem? _wrong;
    private DateTimeOffset _lookedAt;
    private bool _hasTargets;
    private bool _isUnknownBot;
    private int _leftOut;

    [Inject] private TargetBook Book { get; set; } = default!;
    [Inject] private TargetQueries Queries { get; set; } = default!;
    [Inject] private TargetMemory Memory { get; set; } = default!;
    [Inject] private BotRegistry Registry { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;

    protected override string Policy => Policies.Operator;

    protected override string Forbidden => "Only operators and administrators may set targets.";

    // Whoever only looks may have followed an operator's link.
    private bool IsEditing => MayAct && (Scope["edit"] == "new" || _edited is not null);

    protected override bool Look()
    {
        if (_states.Count > 0 && Now - _lookedAt < s_pause) return false;

        (_states, _hasTargets, _lookedAt) = ([.. Queries.States(Scope.Bot)], Book.All.Count > 0, Now);
        (_isUnknownBot, _leftOut) = (Scope.Bot is { } bot && Registry.Find(bot) is null, Memory.Totals.LeftOut);
        return true;
    }

    protected override void OnParametersSet()
    {
        _lookedAt = default;
        base.OnParametersSet();
        var edited = int.TryParse(Scope["edit"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Book.All.FirstOrDefault(target => target.Id == id) : null;
        if (edited?.Id != _edited?.Id) _wrong = null;
        _edited = edited;
        _bots = [.. Registry.All.OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Select(bot => new TargetBot(bot.Id.Value, bot.Name))];
    }

    private Task SaveAsync(TargetDraft draft) => ActAsync(async by =>
    {
        _wrong = null;
        try
        {
            if (_edited is { } target)
                await Book.ChangeAsync(target.Id, draft, by, CancellationToken.None);
            else
                await Book.AddAsync(draft, by, CancellationToken.None);
        }
        catch (TargetRefusedException refused) when (refused.FieldName is { } field)
        {
            _wrong = new TargetProblem(field, refused.Message);
            return;
        }

        Navigation.NavigateTo(Scope.With("edit", null));
    });

    private Task TakeAsync(IReadOnlyList<TargetDraft> presets) => ActAsync(async by =>
    {
        foreach (var preset in presets)
            await Book.AddAsync(preset, by, CancellationToken.None);
        _lookedAt = default;
    });

    private Task RemoveAsync() => ActAsync(async by =>
    {
        if (_edited is { } target)
            await Book.RemoveAsync(target.Id, by, CancellationToken.None);
        Navigation.NavigateTo(Scope.With("edit", null));
    });
}

/// <summary>A bot that a target can be about.</summary>
public sealed record TargetBot(int Id, string Name);

/// <summary>Why what was typed cannot be.</summary>
public sealed record TargetProblem(string Field, string Message);
