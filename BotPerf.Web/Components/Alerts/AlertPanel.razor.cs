using System.Globalization;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Alerts;

/// <summary>One alert beside the list. Opening it marks it as seen, where whoever looks may act.</summary>
public sealed partial class AlertPanel : IDisposable
{
    private const int MostRelated = 8;

    private static readonly TimeSpan s_chartPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closed = new();
    private int? _readVersion;
    private Alert? _alert;
    private AlertRule? _rule;
    private string _bot = "";
    private IReadOnlyList<AlertEvent> _history = [];
    private IReadOnlyList<Alert> _related = [];
    private BreachChart? _chart;
    private (string, double?, AlertSeverity)? _chartKey;
    private DateTimeOffset _chartAt;
    private bool _isChartRead;
    private bool _isGone;
    private string _text = "";

    [Inject] private AlertQueries Queries { get; set; } = default!;
    [Inject] private AlertDesk Desk { get; set; } = default!;
    [Inject] private BreachCharts Charts { get; set; } = default!;
    [Inject] private RuleBook Rules { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private ILogger<AlertPanel> Log { get; set; } = default!;

    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [Parameter, EditorRequired] public int Id { get; set; }

    /// <summary>Another one: something has changed, read again.</summary>
    [Parameter, EditorRequired] public int Version { get; set; }
    [Parameter, EditorRequired] public DateTimeOffset Now { get; set; }
    [Parameter] public string Me { get; set; } = "";
    [Parameter] public bool MayAct { get; set; }
    [Parameter] public bool Busy { get; set; }
    [Parameter] public EventCallback<ActKind> OnAsk { get; set; }
    [Parameter] public EventCallback OnClear { get; set; }
    [Parameter] public EventCallback OnTake { get; set; }
    [Parameter] public EventCallback<string> OnNote { get; set; }

    private string CloseHref => Scope.With(InboxView.AlertName, null);

    private PageScope Around => Scope with { Bot = _alert!.Bot, Instance = _alert.Target[AlertTarget.Instance], Range = TimeRange.Live };

    private string BotHref => Around.BotUrl(_alert!.Bot);

    /// The command's or the instance's page.
    private string? TargetHref => _alert!.Target[LabelNames.Command] is { } command ? Around.CommandUrl(command)
        : _rule?.Signal.Kind == SignalKind.BurnRate ? (Around with { Bot = _alert.Bot, Instance = null }).To(Pages.TargetsPath)
        : _alert.Target[AlertTarget.Instance] is { } instance ? Around.BotUrl(_alert.Bot, instance)
        : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_alert is not null)
            _alert = Queries.Newest(_alert);
        try
        {
            if (_readVersion != Version)
                await ReadAsync();
            if (_alert is not null && RendererInfo.IsInteractive && (!_isChartRead || (_alert.IsActive && Now - _chartAt > s_chartPause)))
                await DrawAsync(_alert);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (Exception problem)
        {
            // The next look tries again; what was read before stays.
            Log.AlertsNotRead(problem);
            _readVersion = null;
        }
    }

    private async Task ReadAsync()
    {
        _readVersion = Version;
        var alert = await Queries.FindAsync(Id, _closed.Token);
        _isGone = alert is null;
        if (alert is null)
            return;

        _history = [.. (await Queries.HistoryAsync(Id, _closed.Token)).Reverse()];
        _related = await Queries.RelatedAsync(alert, MostRelated, _closed.Token);
        _rule = Rules.Find(alert.RuleId);
        _bot = Bots.Find(alert.Bot)?.Name ?? "a bot that is gone";
        _alert = alert;
        if (MayAct && alert.SeenAt is null && RendererInfo.IsInteractive)
            await Desk.SeenAsync([Id], _closed.Token);
    }

    private async Task DrawAsync(Alert alert)
    {
        _chartAt = Now;
        _chart = await Charts.OfAsync(alert, Now, _closed.Token);
        _chartKey = _chart is null ? null : (_chart.Unit, _chart.Threshold, alert.Severity);
        _isChartRead = true;
    }

    private string Href(int id) => Scope.With(InboxView.AlertName, id.ToString(CultureInfo.InvariantCulture));

    private async Task WriteAsync()
    {
        if (_text.Trim() is not { Length: > 0 } text)
            return;

        _text = "";
        await OnNote.InvokeAsync(text);
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }
}
