using System.Globalization;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Alerts;

/// <summary>What needs me? The list, what is selected and where the keys stand; everything else about it is in the URL.</summary>
public sealed partial class AlertsPage
{
    private const int MostPeople = 200;
    private const string NotRead = "The alerts could not be read just now. BotPerf tries again by itself.";

    private InboxView _view = InboxView.Of(PageScope.Parse(""));
    private (InboxView View, BotId? Bot)? _readFor;
    private IReadOnlyDictionary<InboxTab, int> _counts = new Dictionary<InboxTab, int>();
    private IReadOnlyList<Alert>? _alerts;
    private int _total;
    private volatile bool _isStale;

    // Grows when the panel has to read again.
    private int _version;

    [Inject] private AlertQueries Queries { get; set; } = default!;
    [Inject] private AlertBook Book { get; set; } = default!;
    [Inject] private RuleBook Rules { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ILogger<AlertsPage> Log { get; set; } = default!;

    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;

    protected override string Policy => Policies.Operator;

    protected override string Forbidden => "Only operators and administrators may do this.";

    private bool IsFiltered => _view.IsFiltered || Scope.Bot is not null;

    private string Summary => _alerts is null ? "" : $"{Format.Exact(_total)} {(_total == 1 ? "alert" : "alerts")}";

    private string NothingTitle => IsFiltered ? "No alert matches" : _view.Tab switch
    {
        InboxTab.Needs => "Nothing needs you",
        InboxTab.Acknowledged => "Nobody has acknowledged anything",
        InboxTab.Snoozed => "Nothing is snoozed",
        InboxTab.Resolved => "Nothing has been resolved",
        _ => "Nothing has been cleared",
    };

    private string NothingText => IsFiltered ? "There is none like this under this tab." : _view.Tab switch
    {
        InboxTab.Needs => "No alert is open. This page follows by itself when one opens.",
        InboxTab.Acknowledged => "What somebody takes stands here until it is over, the oldest first.",
        InboxTab.Snoozed => "What is snoozed comes back by itself, or when it worsens.",
        InboxTab.Resolved => "What is over stands here until somebody clears it.",
        _ => "What is over and put away stands here.",
    };

    protected override bool Look()
    {
        // Values move on without anything being written down.
        _alerts = _alerts is null ? null : [.. _alerts.Select(Queries.Newest)];
        var open = Queries.Open().Where(alert => Scope.Bot is null || alert.Bot == Scope.Bot).ToList();
        _counts = InboxView.Tabs.ToDictionary(tab => tab, tab => open.Count(alert => InboxView.IsUnder(tab, alert)));
        if (_toast is { } toast && Now - toast.At > InboxToast.Shown)
            _toast = null;
        return true;
    }

    protected override Task OnInitializedAsync()
    {
        // The static first picture is thrown away.
        if (RendererInfo.IsInteractive) Book.Changed += OnChanged;
        return base.OnInitializedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        var view = InboxView.Of(Scope);
        var isSame = _readFor is { } before && before.Bot == Scope.Bot && before.View with { Alert = null } == view with { Alert = null, Severities = before.View.Severities }
            && before.View.Severities.SequenceEqual(view.Severities);
        _view = view;
        if (view.Alert is { } open)
            _current = open;
        if (isSame)
            return;

        SelectNone();
        _readFor = (view, Scope.Bot);
        await ReadAsync();
    }

    protected override async Task BeatAsync()
    {
        if (_isStale) await ReadAsync();
        Look();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _isStale = false;
        var about = _readFor;
        try
        {
            var filter = _view.Filter(Scope.Bot, Me);
            var (alerts, total) = await Queries.ListAsync(
                filter, _view.Order, _view.Page * InboxView.PageSize, InboxView.PageSize, CancellationToken.None);
            if (_readFor != about) return;

            (_alerts, _total) = (alerts, total);
            _version++;
            if (Problem == NotRead) Problem = null;
            _selected.IntersectWith(alerts.Select(alert => alert.Id));
        }
        catch (Exception problem)
        {
            Log.AlertsNotRead(problem);
            _isStale = true;
            Problem = NotRead;
        }
    }

    private void OnChanged(IReadOnlyList<Alert> alerts) => _isStale = true;

    private string BotName(Alert alert) => Bots.Find(alert.Bot)?.Name ?? "a bot that is gone";

    private string HrefOf(Alert alert) => Scope.With(InboxView.AlertName, alert.Id.ToString(CultureInfo.InvariantCulture));

    private string PageHref(int page) => Scope.With(InboxView.PageName, page == 0 ? null : (page + 1).ToString(CultureInfo.InvariantCulture));

    private void Find(ChangeEventArgs change) => Navigation.NavigateTo(
        Scope.With((InboxView.TextName, change.Value as string is { Length: > 0 } text ? text : null), (InboxView.PageName, null)), replace: true);

    protected override void Dispose(bool disposing)
    {
        Book.Changed -= OnChanged;
        base.Dispose(disposing);
    }
}
