using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Alerts;

/// <summary>What is selected, where the keys stand, and what is done. Without a selection the open alert is meant, else the current row.</summary>
public sealed partial class AlertsPage
{
    private readonly HashSet<int> _selected = [];
    private readonly Stack<string> _actions = new();
    private bool _isAllSelected;
    private int? _lastPicked;
    private int? _current;
    private ActKind? _dialog;
    private IReadOnlyCollection<int> _asked = [];
    private IReadOnlyList<string> _people = [];
    private InboxToast? _toast;

    [Inject] private AlertDesk Desk { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;
    [Inject] private People People { get; set; } = default!;

    private int SelectedCount => _isAllSelected ? _total : _selected.Count;

    private void SelectNone()
    {
        _selected.Clear();
        (_isAllSelected, _lastPicked) = (false, null);
    }

    private void SelectPage() => _selected.UnionWith((_alerts ?? []).Select(alert => alert.Id));

    private void Pick(int id, bool toHere)
    {
        var ids = (_alerts ?? []).Select(alert => alert.Id).ToList();
        _isAllSelected = false;
        if (toHere && _lastPicked is { } from && ids.Contains(from))
        {
            var (first, last) = (Math.Min(ids.IndexOf(from), ids.IndexOf(id)), Math.Max(ids.IndexOf(from), ids.IndexOf(id)));
            _selected.UnionWith(ids[first..(last + 1)]);
        }
        else if (!_selected.Remove(id))
        {
            _selected.Add(id);
        }

        (_lastPicked, _current) = (id, id);
    }

    private void PickCurrent()
    {
        if (_current is { } id && _alerts?.Any(alert => alert.Id == id) == true)
            Pick(id, toHere: false);
    }

    private async Task MoveAsync(int by)
    {
        if (_alerts is not { Count: > 0 } alerts)
            return;

        var at = alerts.ToList().FindIndex(alert => alert.Id == _current);
        var to = at < 0 ? (by > 0 ? 0 : alerts.Count - 1) : Math.Clamp(at + by, 0, alerts.Count - 1);
        _current = alerts[to].Id;
        if (_view.Alert is not null)
            Navigation.NavigateTo(HrefOf(alerts[to]), replace: true);
        await Task.Yield();
        try
        {
            await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/inbox.js"]);
            await module.InvokeVoidAsync("reveal");
        }
        catch (Exception gone) when (BrowserGone.Is(gone))
        {
            // The page was closed meanwhile.
        }
    }

    private void OpenCurrent()
    {
        if (_alerts?.FirstOrDefault(alert => alert.Id == _current) is { } alert)
            Navigation.NavigateTo(HrefOf(alert));
    }

    private void Leave()
    {
        if (SelectedCount > 0)
            SelectNone();
        else
            Navigation.NavigateTo(Scope.With(InboxView.AlertName, null));
    }

    private async Task<IReadOnlyCollection<int>> MeantAsync() =>
        _isAllSelected ? await Queries.IdsAsync(_view.Filter(Scope.Bot, Me), CancellationToken.None)
        : _selected.Count > 0 ? [.. _selected]
        : _view.Alert is { } open ? [open]
        : _current is { } current && _alerts?.Any(alert => alert.Id == current) == true ? [current]
        : [];

    private async Task Ask(ActKind kind) => await AskAsync(kind, await MeantAsync());

    private Task AskAboutOpen(ActKind kind) => AskAsync(kind, _view.Alert is { } open ? [open] : []);

    private async Task AskAsync(ActKind kind, IReadOnlyCollection<int> ids)
    {
        if (ids.Count == 0 || !MayAct)
            return;

        if (kind == ActKind.Assign)
        {
            var accounts = await People.ListAsync(search: null, 0, MostPeople, CancellationToken.None);
            _people = [.. accounts.Where(one => !one.IsDisabled).Select(one => one.Email).OrderBy(one => one != Me).ThenBy(one => one, StringComparer.OrdinalIgnoreCase)];
        }

        (_asked, _dialog, Problem) = (ids, kind, null);
    }

    private void CloseDialog() => (_dialog, Problem) = (null, null);

    private Task DoAskedAsync(ActChoice choice) => choice.Kind switch
    {
        ActKind.Acknowledge => DoAsync("Acknowledged", _asked, (ids, by) => Desk.AcknowledgeAsync(ids, by, choice.Note, choice.Until, CancellationToken.None)),
        ActKind.Snooze => DoAsync("Snoozed", _asked, (ids, by) => Desk.SnoozeAsync(ids, by, choice.Until!.Value, CancellationToken.None)),
        ActKind.Assign => DoAsync("Assigned", _asked, (ids, by) => Desk.AssignAsync(ids, by, choice.Assignee, CancellationToken.None)),
        _ => DoAsync("Resolved", _asked, (ids, by) => Desk.ResolveAsync(ids, by, choice.Note, CancellationToken.None)),
    };

    private async Task ClearAsync() => await DoAsync("Cleared", await MeantAsync(), (ids, by) => Desk.ClearAsync(ids, by, CancellationToken.None));

    private async Task TakeAsync() => await DoAsync("Taken", await MeantAsync(), (ids, by) => Desk.AssignAsync(ids, by, by, CancellationToken.None));

    private Task NoteAsync(string note) =>
        DoAsync("Noted", _view.Alert is { } open ? [open] : [], (ids, by) => Desk.NoteAsync(ids, by, note, CancellationToken.None));

    private async Task UndoAsync()
    {
        if (_actions.TryPop(out var action))
            await DoAsync("Undone", [0], (_, by) => Desk.UndoAsync(action, by, CancellationToken.None));
    }

    private async Task DoAsync(string did, IReadOnlyCollection<int> ids, Func<IReadOnlyCollection<int>, string, Task<DeskResult>> act)
    {
        if (ids.Count == 0)
            return;

        await ActAsync(async by =>
        {
            var place = (_alerts ?? []).ToList().FindIndex(alert => alert.Id == _current);
            var result = await act(ids, by);
            if (result.Action is { } action)
                _actions.Push(action);
            _toast = InboxToast.Of(did, result, Time.GetUtcNow());
            SelectNone();
            CloseDialog();
            await ReadAsync();
            // What was dealt with is gone from the list: the keys go on with what took its place.
            if (_view.Alert is null && _alerts is { Count: > 0 } alerts && alerts.All(alert => alert.Id != _current))
                _current = place < 0 ? null : alerts[Math.Min(place, alerts.Count - 1)].Id;
        });
    }
}
