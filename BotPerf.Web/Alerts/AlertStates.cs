using System.Collections.Concurrent;

namespace BotPerf.Web.Alerts;

/// <summary>What the evaluator saw last of each pending or open alert; it is only written down when something happens.</summary>
internal sealed class AlertStates
{
    private readonly ConcurrentDictionary<AlertKey, (AlertState State, double? Value)> _states = [];

    public (AlertState State, double? Value)? Find(AlertKey key) => _states.TryGetValue(key, out var found) ? found : null;

    public IEnumerable<AlertKey> Keys => _states.Keys;

    public void Set(AlertKey key, AlertState state, double? value)
    {
        if (state.Phase == AlertPhase.Quiet)
            _states.TryRemove(key, out _);
        else
            _states[key] = (state, value ?? (Find(key) is { } before ? before.Value : null));
    }

    public void Remove(AlertKey key) => _states.TryRemove(key, out _);

    /// <summary>An open alert with the value that was seen last.</summary>
    public Alert Newest(Alert alert) =>
        alert.IsActive && Find(new AlertKey(alert.RuleId, alert.Bot, alert.Target.Key)) is { Value: { } value }
            ? alert with { Value = value, WorstValue = Worse(alert, value) }
            : alert;

    // A breach lies on one side of its threshold.
    private static double Worse(Alert alert, double value) =>
        alert.WorstValue is not { } worst ? value : worst >= alert.Threshold ? Math.Max(worst, value) : Math.Min(worst, value);
}
