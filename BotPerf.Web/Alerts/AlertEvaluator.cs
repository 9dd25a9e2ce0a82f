namespace BotPerf.Web.Alerts;

/// <summary>Decides when a rule opens and resolves. Pure: the caller owns the state and the clock.</summary>
internal static class AlertEvaluator
{
    /// <param name="rule">Whose levels and times hold.</param>
    /// <param name="state">What the last step left.</param>
    /// <param name="value">In the unit of the signal; null: there is none.</param>
    /// <param name="ends">After so long without a value an open one ends.</param>
    /// <param name="at">Later than or equal to every time in the state, else the clock was set back and time stands still.</param>
    public static AlertStep Step(AlertRule rule, AlertState state, double? value, DateTimeOffset at, TimeSpan? ends = null)
    {
        if (value is null && rule.Condition != Condition.Absent)
            return WithoutValue(state, at, ends ?? AlertLimits.OpenWithoutData);

        var since = BreachedSince(rule, state, value, at);
        var held = HighestHeld(rule, since, at);
        var next = state with { BreachedSince = since, SilentSince = null };
        if (!state.IsOpen)
        {
            if (held >= 0)
                return new(next with { Phase = AlertPhase.Open, Level = held }, AlertTransition.Opened);
            if (since.Any(one => one is not null))
                return new(next with { Phase = AlertPhase.Pending }, state.Phase == AlertPhase.Quiet ? AlertTransition.BecamePending : AlertTransition.None);
            return new(AlertState.Quiet, state.Phase == AlertPhase.Pending ? AlertTransition.Withdrawn : AlertTransition.None);
        }

        if (IsWell(rule, value))
            return Recover(rule, next, at);

        var transition = held > state.Level ? AlertTransition.Worsened
            : state.Phase == AlertPhase.Recovering ? AlertTransition.Relapsed
            : state.SilentSince is not null ? AlertTransition.DataBack
            : AlertTransition.None;
        return new(next with { Phase = AlertPhase.Open, Level = Math.Max(held, state.Level), RecoveringSince = null }, transition);
    }

    /// <summary>Whether a value is a breach of a level.</summary>
    public static bool Breaches(Condition condition, double? value, double threshold) => condition switch
    {
        Condition.Absent => value is null,
        Condition.Gt => value > threshold,
        Condition.Ge or Condition.Anomaly or Condition.Growth => value >= threshold,
        Condition.Lt => value < threshold,
        Condition.Le => value <= threshold,
        // An exact comparison is what "equal" asks for: states and counts, not measurements.
        Condition.Eq => value is { } known && known.Equals(threshold),
        Condition.Ne => value is { } known && !known.Equals(threshold),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>The value a breach must come back to.</summary>
    public static double RecoveryOf(AlertLevel level, Condition condition) => level.Recovery ?? condition switch
    {
        Condition.Gt or Condition.Ge => level.Threshold - Math.Abs(level.Threshold * AlertLimits.RecoveryShare),
        Condition.Lt or Condition.Le => level.Threshold + Math.Abs(level.Threshold * AlertLimits.RecoveryShare),
        Condition.Anomaly or Condition.Growth => level.Threshold * (1 - AlertLimits.UsualRecoveryShare),
        _ => level.Threshold,
    };

    // Silence is no evidence, neither of health nor of trouble: what is open stays open, and says that it knows nothing.
    private static AlertStep WithoutValue(AlertState state, DateTimeOffset at, TimeSpan ends)
    {
        if (state.Phase == AlertPhase.Quiet)
            return new(AlertState.Quiet, AlertTransition.None);

        var since = state.SilentSince ?? at;
        if (!state.IsOpen)
        {
            return at - since >= AlertLimits.PendingWithoutData
                ? new(AlertState.Quiet, AlertTransition.Withdrawn)
                : new(state with { SilentSince = since }, AlertTransition.None);
        }

        if (at - since >= ends)
            return new(AlertState.Quiet, AlertTransition.Expired);
        return new(
            state with { Phase = AlertPhase.Open, RecoveringSince = null, SilentSince = since },
            state.SilentSince is null ? AlertTransition.LostData : AlertTransition.None);
    }

    private static DateTimeOffset?[] BreachedSince(AlertRule rule, AlertState state, double? value, DateTimeOffset at)
    {
        var since = new DateTimeOffset?[rule.Levels.Count];
        for (var i = 0; i < since.Length; i++)
        {
            if (Breaches(rule.Condition, value, rule.Levels[i].Threshold))
                since[i] = (i < state.BreachedSince.Count ? state.BreachedSince[i] : null) ?? at;
        }

        return since;
    }

    private static int HighestHeld(AlertRule rule, DateTimeOffset?[] since, DateTimeOffset at)
    {
        for (var i = since.Length - 1; i >= 0; i--)
        {
            if (since[i] is { } begun && at - begun >= rule.For)
                return i;
        }

        return -1;
    }

    // Between threshold and recovery it is neither: an open alert stays what it is.
    private static bool IsWell(AlertRule rule, double? value)
    {
        var mildest = rule.Levels[0];
        if (Breaches(rule.Condition, value, mildest.Threshold))
            return false;

        var recovery = RecoveryOf(mildest, rule.Condition);
        return rule.Condition switch
        {
            Condition.Gt or Condition.Ge or Condition.Anomaly or Condition.Growth => value <= recovery,
            Condition.Lt or Condition.Le => value >= recovery,
            _ => true,
        };
    }

    private static AlertStep Recover(AlertRule rule, AlertState next, DateTimeOffset at)
    {
        var since = next.RecoveringSince ?? at;
        if (at - since >= rule.KeepFiring)
            return new(AlertState.Quiet, AlertTransition.Resolved);
        return new(
            next with { Phase = AlertPhase.Recovering, RecoveringSince = since },
            next.Phase == AlertPhase.Recovering ? AlertTransition.None : AlertTransition.Recovering);
    }
}
