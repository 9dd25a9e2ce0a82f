using System.Text.Json;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Rollups;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Rules;

/// <summary>
/// One rule: <c>?id=</c>, or a new one, from a chart with <c>?metric=&amp;labels=&amp;aggregation=&amp;bot=</c>. While it is typed it is
/// played over the time that the URL names, or the last seven days.
/// </summary>
public sealed partial class RuleEditPage
{
    // Long enough for whoever types to go on typing.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _touched = [];
    private AlertRule? _rule;
    private RuleForm? _form;
    private string? _formOf;
    private IReadOnlyList<Bot> _bots = [];
    private IReadOnlyList<string> _metrics = [];
    private IReadOnlyList<string> _labelNames = [];
    private IReadOnlyList<RuleProblem> _problems = [];
    private string _unit = "";
    private string? _kind;
    private PreviewRun? _preview;
    private bool _saveTried, _asking;

    [Inject] private RuleBook Book { get; set; } = default!;
    [Inject] private RuleCheck Check { get; set; } = default!;
    [Inject] private RulePreview Preview { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private MetricListQueries Metrics { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change rules.";

    private string Title => _rule?.Name ?? (_form is null ? "Rule" : "A new rule");

    // What nobody has typed in yet is not wrong, it is empty.
    private Dictionary<string, string> Shown => _problems
        .Where(problem => _saveTried || _rule is not null || _touched.Contains(problem.Field))
        .DistinctBy(problem => problem.Field).ToDictionary(problem => problem.Field, problem => problem.Rule);

    private string Says => _form is null || _problems.Count > 0 ? "" : RuleWords.Of(_form.Read(_unit).Definition.ToRule(0, null, _form.Name, true), _unit);

    protected override bool Look() => false;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _preview = new PreviewRun(Preview, Bots, Time);
    }

    protected override async Task OnParametersSetAsync()
    {
        // On the way to another page the scope is already of that one.
        if (Scope.Path != Pages.RulePath)
            return;

        var of = $"{Scope["id"]}\n{Scope["metric"]}\n{Scope["labels"]}";
        if (_formOf != of)
        {
            _formOf = of;
            Open();
        }

        if (RendererInfo.IsInteractive && _form is not null && _preview!.Over != Scope.Range)
            await PlayAsync(TimeSpan.Zero);
    }

    private void Open()
    {
        _bots = Bots.All;
        _preview!.Clear();
        (_saveTried, _asking) = (false, false);
        _touched.Clear();
        if (Scope["id"] is { } id)
        {
            _rule = int.TryParse(id, out var number) ? Book.Find(number) : null;
            _form = _rule is null ? null : RuleForm.Of(_rule, Check.UnitOf(_rule));
        }
        else
        {
            (_rule, _form) = (null, New());
        }

        Recheck();
    }

    private RuleForm New()
    {
        var form = new RuleForm { Metric = Scope["metric"] ?? "", Labels = LabelsOf(Scope["labels"]) };
        if (Scope.Bot is { } bot && Bots.Find(bot) is not null)
            form.Bots.Add(bot.Value);
        var fitting = RuleValidator.Fitting(Check.KindOf(form.Metric, [.. form.Bots]));
        form.Aggregation = Enum.TryParse<Aggregation>(Scope["aggregation"], ignoreCase: true, out var wanted) && fitting.Contains(wanted)
            ? wanted
            : fitting.Contains(Aggregation.P95) ? Aggregation.P95 : fitting[0];
        if (form.Metric.Length > 0)
            form.Name = $"{RuleWords.Of(form.Aggregation)} of {form.Metric}";
        return form;
    }

    private static string LabelsOf(string? json)
    {
        try
        {
            return json is null ? "" : string.Join('\n', (JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []).Select(label => $"{label.Key} = {label.Value}"));
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private void Recheck()
    {
        if (_form is null)
            return;

        var of = _form.Bots.Count > 0 ? _bots.Where(bot => _form.Bots.Contains(bot.Id.Value)) : _bots;
        var choices = of.SelectMany(bot => Metrics.Of(bot.Id)).ToList();
        _metrics = [.. choices.Select(choice => choice.Name).Distinct().Order(StringComparer.Ordinal)];
        _labelNames = [.. choices.Where(choice => choice.Name == _form.Metric.Trim()).SelectMany(choice => choice.Labels).Select(label => label.Name).Distinct()];
        _kind = choices.Find(choice => choice.Name == _form.Metric.Trim())?.Kind;
        _unit = Check.UnitOf(_form.ToSignal(), _form.Condition, [.. _form.Bots.Select(bot => new BotPerf.Web.Storage.BotId(bot))]);
        var (definition, unread) = _form.Read(_unit);
        var fields = unread.Select(problem => problem.Field).ToHashSet();
        _problems = [.. unread, .. Check.Problems(_form.Name, definition).Where(problem => !fields.Contains(problem.Field))];
    }

    private Task EditAsync(string field)
    {
        _touched.Add(field);
        Recheck();
        return PlayAsync(Pause);
    }

    private Task ChooseAsync(int bot, bool isChosen)
    {
        if (isChosen)
            _form!.Bots.Add(bot);
        else
            _form!.Bots.Remove(bot);
        return EditAsync("bots");
    }

    private Task TakeAsync(double threshold)
    {
        _form!.Take(threshold, _unit);
        return EditAsync("levels[0].threshold");
    }

    private Task PlayAsync(TimeSpan pause) => _preview!.PlayAsync(Playable(), Scope.Range, pause, StateHasChanged);

    // Null: as it stands it means nothing.
    private AlertRule? Playable()
    {
        if (_form is null)
            return null;

        var (definition, _) = _form.Read(_unit);
        var inTheWay = _problems.Where(problem => problem.Field != "name" && !(_form.WantsThreshold && problem.Field == "levels[0].threshold"));
        return inTheWay.Any() ? null
            : (_form.WantsThreshold ? _form.WithoutThreshold(definition) : definition).ToRule(_rule?.Id ?? 0, _rule?.Key, _form.Name, true);
    }

    private Task SaveAsync() => ActAsync(async by =>
    {
        _saveTried = true;
        Recheck();
        if (_problems.Count > 0)
        {
            Problem = $"{_problems.Count} {(_problems.Count == 1 ? "field is" : "fields are")} not right yet: {string.Join("; ", _problems.Take(3).Select(problem => $"{RuleFields.Label(problem.Field)} {problem.Rule}"))}.";
            return;
        }

        var (definition, _) = _form!.Read(_unit);
        if (_rule is null)
            await Book.AddAsync(_form.Name.Trim(), true, definition, by, CancellationToken.None);
        else
            await Book.ChangeAsync(_rule.Id, _form.Name.Trim(), _rule.Enabled, definition, by, CancellationToken.None);
        Navigation.NavigateTo("/rules");
    });

    private Task RemoveAsync() => ActAsync(async by =>
    {
        await Book.RemoveAsync(_rule!.Id, by, CancellationToken.None);
        Navigation.NavigateTo("/rules");
    });

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _preview?.Dispose();

        base.Dispose(disposing);
    }
}
