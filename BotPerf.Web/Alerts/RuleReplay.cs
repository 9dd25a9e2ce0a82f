namespace BotPerf.Web.Alerts;

/// <summary>A time in which an alert of a rule would have been open.</summary>
/// <param name="To">Null: it is still open at the end.</param>
/// <param name="Worst">The farthest from good that it was.</param>
/// <param name="Reopened">How often it came back as the same alert.</param>
internal sealed record ReplayedAlert(DateTimeOffset From, DateTimeOffset? To, AlertSeverity Severity, double? Worst, int Reopened)
{
    public TimeSpan Open(DateTimeOffset end) => (To ?? end) - From;
}

/// <summary>One target of a rule, value after value, as the evaluator would have seen it. Pure.</summary>
internal sealed class RuleReplay(AlertRule rule)
{
    private readonly List<ReplayedAlert> _alerts = [];
    private AlertState _state = AlertState.Quiet;
    private DateTimeOffset _openedAt;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ReplayedAlert> Alerts => _alerts;

    public bool IsQuiet => _state.Phase == AlertPhase.Quiet;

    public void Step(double? value, DateTimeOffset at)
    {
        if (IsQuiet && !AlertEvaluator.Breaches(rule.Condition, value, rule.Levels[0].Threshold))
            return;

        var step = AlertEvaluator.Step(rule, _state, value, at);
        _state = step.Next;
        switch (step.Transition)
        {
            case AlertTransition.Opened:
                Open(rule.Levels[step.Next.Level].Severity, value, at);
                break;
            case AlertTransition.Resolved or AlertTransition.Expired:
                _alerts[^1] = _alerts[^1] with { To = at };
                break;
            default:
                if (step.Next.IsOpen)
                    Measure(rule.Levels[step.Next.Level].Severity, value);
                break;
        }
    }

    // The same trouble soon after its end is the same alert, and a flapping one for hours: as AlertMoves has it.
    private void Open(AlertSeverity severity, double? value, DateTimeOffset at)
    {
        var reopened = 0;
        if (_alerts is [.., { To: { } ended } last] && at - ended <= TellPlan.Memory)
        {
            var isSettled = last.Reopened >= TellPlan.FlappingAfter && ended - _openedAt >= TellPlan.SteadyAfter;
            var before = isSettled ? 0 : last.Reopened;
            reopened = before + 1;
            if (at - ended <= rule.Cooldown || before >= TellPlan.FlappingAfter)
            {
                _alerts[^1] = last with { To = null, Reopened = reopened };
                _openedAt = at;
                Measure(severity, value);
                return;
            }
        }

        _openedAt = at;
        _alerts.Add(new ReplayedAlert(at, null, severity, value, reopened));
    }

    private void Measure(AlertSeverity severity, double? value)
    {
        var alert = _alerts[^1];
        var isLow = rule.Condition is Condition.Lt or Condition.Le;
        _alerts[^1] = alert with
        {
            Severity = severity > alert.Severity ? severity : alert.Severity,
            Worst = value is not { } known ? alert.Worst
                : alert.Worst is not { } worst ? known
                : isLow ? Math.Min(worst, known) : Math.Max(worst, known),
        };
    }
}
