using System.Globalization;
using BotPerf.Web.Delivery;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Channels;

/// <summary>A channel as a form: the fields are those of its kind. What is wrong is said beside the field.</summary>
public sealed partial class ChannelForm
{
    private readonly Dictionary<string, string> _values = [];
    private ChannelKind? _kind;
    private string _name = "";
    private string _budget = "";
    private bool _enabled = true;
    private bool _removing;
    private int? _filledFor;
    private FieldProblem? _own;

    [Parameter, EditorRequired] public IReadOnlyList<ChannelKind> Kinds { get; set; } = [];

    /// <summary>The channel that is changed; null: a new one.</summary>
    [Parameter] public Channel? Channel { get; set; }

    /// <summary>What the server finds wrong.</summary>
    [Parameter] public FieldProblem? Wrong { get; set; }
    [Parameter] public bool Busy { get; set; }

    /// <summary>A mail server is set.</summary>
    [Parameter] public bool HasMail { get; set; }

    [Parameter, EditorRequired] public EventCallback<ChannelDraft> OnSave { get; set; }
    [Parameter, EditorRequired] public EventCallback OnCancel { get; set; }
    [Parameter] public EventCallback OnRemove { get; set; }

    protected override void OnParametersSet()
    {
        if (_filledFor == (Channel?.Id ?? 0))
            return;

        _filledFor = Channel?.Id ?? 0;
        _kind = Channel is null ? Kinds.FirstOrDefault(kind => kind.Word == "discord") ?? Kinds[0] : Kinds.FirstOrDefault(kind => kind.Word == Channel.Kind);
        (_name, _enabled) = (Channel?.Name ?? "", Channel?.IsEnabled ?? true);
        _budget = (Channel?.HourlyBudget ?? ChannelDraft.DefaultBudget).ToString(CultureInfo.InvariantCulture);
        _values.Clear();
        foreach (var field in _kind?.Fields.Where(field => !field.IsSecret) ?? [])
            _values[field.Name] = Channel?.Settings.GetValueOrDefault(field.Name) ?? "";
    }

    private void Choose(ChannelKind kind)
    {
        (_kind, _own) = (kind, null);
        _values.Clear();
    }

    private Task SubmitAsync()
    {
        _own = null;
        if (!int.TryParse(_budget, NumberStyles.None, CultureInfo.InvariantCulture, out var budget))
        {
            _own = new FieldProblem("hourlyBudget", "A whole number from 1 to 1,000.");
            return Task.CompletedTask;
        }

        return OnSave.InvokeAsync(new ChannelDraft(_name, _kind?.Word, _enabled, new Dictionary<string, string>(_values), budget));
    }

    /// <summary>What is wrong with a field; of "", what belongs to none that is shown.</summary>
    private string? Says(string field)
    {
        if ((_own ?? Wrong) is not { } problem)
            return null;
        var isShown = problem.Field is "name" or "hourlyBudget" || _kind?.Fields.Any(one => "settings." + one.Name == problem.Field) is true;
        return problem.Field == field || (field.Length == 0 && !isShown) ? problem.Plain : null;
    }
}
