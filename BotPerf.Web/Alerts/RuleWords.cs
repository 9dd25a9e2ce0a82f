namespace BotPerf.Web.Alerts;

/// <summary>What a rule does, in a sentence. Pure; names of metrics and labels come from bots.</summary>
internal static class RuleWords
{
    /// <summary>"p95 of command_duration_seconds per command over 5 min ≥ 1 s warning, ≥ 5 s critical, for 2 min".</summary>
    public static string Of(AlertRule rule, string unit) => $"{Figure(rule.Signal)} {Levels(rule, unit)}{Lasting(rule)}";

    /// <summary>"p95 of command_duration_seconds per command over 5 min".</summary>
    public static string Figure(Signal signal) => signal.Kind switch
    {
        SignalKind.Offline => "silence of an instance",
        SignalKind.SilentShard => $"an instance's traffic as a share of its siblings' over {signal.WindowMinutes} min",
        SignalKind.BurnRate => $"how fast a target's error budget burns, over {Span(TimeSpan.FromMinutes(signal.WindowMinutes))} and over its last twelfth,",
        SignalKind.MemoryLeak => "steady growth of the heap's floor in an hour",
        _ => $"{Of(signal)}{Labels(signal)}{Targets(signal)}{Window(signal)}{Least(signal)}",
    };

    public static string Of(Condition condition) => condition switch
    {
        Condition.Gt => ">",
        Condition.Ge => "≥",
        Condition.Lt => "<",
        Condition.Le => "≤",
        Condition.Eq => "=",
        Condition.Ne => "≠",
        Condition.Anomaly or Condition.Growth => "≥",
        _ => "no value",
    };

    /// <summary>What an aggregation makes of the values, for people.</summary>
    public static string Of(Aggregation aggregation) => aggregation switch
    {
        Aggregation.Last => "newest value",
        Aggregation.Avg => "average",
        Aggregation.Min => "lowest value",
        Aggregation.Max => "highest value",
        Aggregation.Sum => "sum",
        Aggregation.Count => "count",
        Aggregation.Rate => "rate per minute",
        Aggregation.Ratio => "ratio",
        Aggregation.Growth => "growth",
        _ => aggregation.ToString().ToLowerInvariant(),
    };

    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: 0 } => "0 s",
        _ when span.Ticks % TimeSpan.TicksPerDay == 0 => $"{span.TotalDays:0} d",
        _ when span.Ticks % TimeSpan.TicksPerHour == 0 => $"{span.TotalHours:0} h",
        _ when span.Ticks % TimeSpan.TicksPerMinute == 0 => $"{span.TotalMinutes:0} min",
        _ => FormattableString.Invariant($"{span.TotalSeconds:0.###} s"),
    };

    private static string Of(Signal signal) => signal.Aggregation switch
    {
        Aggregation.Last => signal.Metric,
        Aggregation.Ratio => $"{(signal.Complement ? "1 − " : "")}{signal.Metric} ÷ {Over(signal)}",
        _ => $"{Of(signal.Aggregation)} of {signal.Metric}",
    };

    private static string Over(Signal signal) => signal.Over is [var one] ? one : $"({string.Join(" + ", signal.Over)})";

    private static string Labels(Signal signal) => signal.Labels.Count == 0
        ? ""
        : $" where {string.Join(", ", signal.Labels.Select(label => $"{label.Key} = {label.Value}"))}";

    private static string Targets(Signal signal) => (signal.Per, signal.PerInstance) switch
    {
        ({ } per, true) => $" per {per} and instance",
        ({ } per, false) => $" per {per}",
        (null, true) => " per instance",
        _ => "",
    };

    private static string Window(Signal signal) =>
        signal.Aggregation == Aggregation.Last || signal.WindowMinutes == 1 ? "" : $" over {signal.WindowMinutes} min";

    private static string Least(Signal signal) => signal.MinCount == 0 ? "" : $" (of at least {signal.MinCount})";

    private static string Levels(AlertRule rule, string unit) => rule.Condition == Condition.Absent
        ? $"has no value: {Alert.WordOf(rule.Levels[0].Severity)}"
        : Beside(rule) + string.Join(", ", rule.Levels.Select(level =>
            $"{Of(rule.Condition)} {FigureInput.Of(level.Threshold, unit)} {Alert.WordOf(level.Severity)}"));

    private static string Beside(AlertRule rule) => (rule.Condition, rule.Side) switch
    {
        (Condition.Anomaly or Condition.Growth, UsualSide.Above) => "above its usual ",
        (Condition.Anomaly or Condition.Growth, UsualSide.Below) => "below its usual ",
        (Condition.Anomaly or Condition.Growth, _) => "beside its usual ",
        _ => "",
    };

    private static string Lasting(AlertRule rule) => rule.For == TimeSpan.Zero ? "" : $", for {Span(rule.For)}";
}
