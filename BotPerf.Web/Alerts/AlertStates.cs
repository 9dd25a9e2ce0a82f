using System.Collections.Concurrent;

namespace BotPerf.Web.Alerts;

/// <summary>What the evaluator saw last of each pending or open alert; it is only written down when something happens.</summary>
internal sealed class AlertStates
{
    private readonly ConcurrentDictionary<AlertKey, SeenState> _states = [];

    public SeenState? Find(AlertKey key) => _states.GetValueOrDefault(key);

    public void Set(AlertKey key, AlertState state, double? value, Condition condition)
    {
        if (state.Phase == AlertPhase.Quiet)
        {
            _states.TryRemove(key, out _);
            return;
        }

        var before = Find(key);
        _states[key] = new SeenState(state, value ?? before?.Value, AlertLife.Worse(condition, before?.Worst, value));
    }

    public void Remove(AlertKey key) => _states.TryRemove(key, out _);

    /// <summary>An open alert with the value that was seen last.</summary>
    public Alert Newest(Alert alert) =>
        alert.IsActive && Find(new AlertKey(alert.RuleId, alert.Bot, alert.Target.Key)) is { Value: { } value } seen
            ? alert with { Value = value, WorstValue = Worse(alert, seen.Worst ?? value) }
            : alert;

    // A breach lies on one side of its threshold.
    private static double Worse(Alert alert, double value) =>
        alert.WorstValue is not { } worst ? value : worst >= alert.Threshold ? Math.Max(worst, value) : Math.Min(worst, value);
}

/// <param name="Value">The newest that there was.</param>
/// <param name="Worst">The farthest from good.</param>
internal sealed record SeenState(AlertState State, double? Value, double? Worst);
