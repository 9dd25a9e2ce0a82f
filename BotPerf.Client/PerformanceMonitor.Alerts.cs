using BotPerf.Client.Alerting;
using BotPerf.Client.Healing;
using BotPerf.Client.Recording;
using BotPerf.Client.Summaries;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private static readonly TimeSpan s_suggestEvery = TimeSpan.FromSeconds(10);

    private readonly AlertBook _alerts;
    private readonly SlowCommandLog _slowCommands;
    private readonly HealingPlan _healingPlan;
    private GaugeSeries?[]? _activeAlerts;
    private DateTimeOffset _suggestedAt;
    private IReadOnlyList<OptimizationSuggestion> _suggested = [];

    /// <summary>
    /// An alert was raised, became worse or was resolved (<see cref="PerformanceAlert.State"/>): the bot's own by
    /// <see cref="BotPerfOptions.Thresholds"/>, and those the server has for this bot. [000]
    /// </summary>
    public event EventHandler<PerformanceAlert>? Alert;

    /// <summary>
    /// There are other suggestions than before, looked for every 10 seconds while somebody listens; or the server has found
    /// new ones for this bot, which come alone (<see cref="OptimizationSuggestion.FromServer"/>). [000]
    /// </summary>
    public event EventHandler<IReadOnlyList<OptimizationSuggestion>>? OptimizationSuggestions;

    /// <summary>The alerts the bot knows of, the newest first; at most 100 of its own and 100 of the server. [000]</summary>
    public IReadOnlyList<PerformanceAlert> Alerts => _alerts.All;

    /// <summary>Says that somebody knows of an alert of the bot's own. [000]</summary>
    /// <param name="alertId">Its <see cref="PerformanceAlert.Id"/>.</param>
    /// <returns>False: no active alert of the bot's own has that id. Those of the server are acknowledged on the dashboard.</returns>
    public bool AcknowledgeAlert(string alertId) => _alerts.Acknowledge(alertId);

    /// <summary>Forgets old alerts, active ones too, in this process only. [000]</summary>
    /// <param name="olderThan">Raised so long ago; null: all.</param>
    /// <returns>How many went.</returns>
    public int ClearAlerts(TimeSpan? olderThan = null)
    {
        var cleared = _alerts.Clear(olderThan ?? TimeSpan.Zero);
        CountActiveAlerts();
        return cleared;
    }

    /// <summary>What would make the bot faster or safer, from what was measured since its start; empty without evidence. [000]</summary>
    public IReadOnlyList<OptimizationSuggestion> GetSuggestions() => SuggestionBuilder.Build(
        Readings(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, _settings.Thresholds.Alerts.CommandExecution);

    /// <summary>All that follows from an interval, among the events.</summary>
    private void Follow(IntervalFigures figures)
    {
        RaiseMeasured(figures);
        var thresholds = _settings.Thresholds.Alerts;
        var observations = _alerts.AnyActive || ThresholdEvaluator.AnyBreach(figures, thresholds)
            ? ThresholdEvaluator.Evaluate(figures, thresholds) : [];
        _slowCommands.Take(observations, figures.End);
        var changes = _alerts.Take(observations, figures.End);
        if (figures.Figures.Count > 0 || changes.Count > 0)
            CountActiveAlerts();
        foreach (var alert in changes)
            _events.Raise(Alert, alert);

        foreach (var (healer, reason) in _healingPlan.Take(figures))
            _ = _healers.RunAsync(new HealContext(healer, HealCause.Threshold, reason), CancellationToken.None);
        Suggest(figures.End);
    }

    private void Suggest(DateTimeOffset at)
    {
        if (OptimizationSuggestions is null || (at - _suggestedAt).Duration() < s_suggestEvery)
            return;

        _suggestedAt = at;
        var suggestions = GetSuggestions();
        var isNew = !suggestions.Select(KeyOf).ToHashSet().SetEquals(_suggested.Select(KeyOf));
        _suggested = suggestions;
        if (isNew)
            _events.Raise(OptimizationSuggestions, suggestions);

        static (string, string) KeyOf(OptimizationSuggestion suggestion) => (suggestion.Kind, suggestion.Target);
    }

    // Called by the connection, which a handler must not hold.
    private void TakeServerAlert(AlertMessage message)
    {
        var alert = _alerts.FromServer(message);
        _eventWorker.Post(() => _events.Raise(Alert, alert));
    }

    private void TakeServerSuggestions(IReadOnlyList<SuggestionMessage> messages)
    {
        IReadOnlyList<OptimizationSuggestion> found = [.. messages.OfType<SuggestionMessage>().Select(SuggestionBuilder.FromServer)];
        if (found.Count > 0)
            _eventWorker.Post(() => _events.Raise(OptimizationSuggestions, found));
    }

    /// <summary>The bot's own that hold, acknowledged ones too, by severity; a severity without one is 0.</summary>
    private void CountActiveAlerts()
    {
        if (!IsEnabled)
            return;

        var gauges = _activeAlerts ??= [.. Enum.GetValues<AlertSeverity>().Select(severity => _recorder.Series.Gauge(
            MetricNames.AlertsActive, "", holds: true, LabelNames.Severity, severity.ToString().ToLowerInvariant()).Series)];
        foreach (var severity in Enum.GetValues<AlertSeverity>())
            gauges[(int)severity]?.Set(_alerts.Active(severity));
    }

    private IReadOnlyList<MetricReading> Readings() => _flusher.Read(() => MetricsReader.Readings(_recorder.Series));
}
