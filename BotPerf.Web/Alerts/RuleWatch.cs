using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>What one target of a rule did in the window that is looked at.</summary>
/// <param name="target">Which.</param>
/// <param name="instance">Of which instance alone; default: of all together.</param>
internal sealed class TargetWindow(AlertTarget target, InstanceId instance)
{
    public AlertTarget Target => target;

    public InstanceId Instance => instance;

    public WindowSum Sum { get; } = new();

    /// <summary>Whether its percentile is worth the work.</summary>
    public bool IsExact { get; set; }
}

/// <summary>A rule over the series of one bot: which target each of them belongs to.</summary>
internal sealed class RuleWatch(AlertRule rule)
{
    private readonly Dictionary<(string Target, InstanceId Instance), TargetWindow> _windows = [];

    public AlertRule Rule => rule;

    public IEnumerable<TargetWindow> Windows => _windows.Values;

    public bool NeedsSketch { get; } = WindowSum.QuantileOf(rule.Signal.Aggregation) is not null;

    /// <summary>Below this no value can be a breach; negative infinity where a low value is one.</summary>
    public double Least { get; } = rule.Condition is Condition.Gt or Condition.Ge
        ? rule.Levels.Min(level => level.Threshold)
        : double.NegativeInfinity;

    /// <summary>
    /// Whether a minute so many minutes ago is looked at. Sums and counts are taken over full minutes: in a minute that has
    /// just begun there is little of anything.
    /// </summary>
    public bool IsInWindow(long age) =>
        rule.Signal.Aggregation is Aggregation.Sum or Aggregation.Count or Aggregation.Rate
            ? age >= 1 && age <= rule.Signal.WindowMinutes
            : age < rule.Signal.WindowMinutes;

    /// <summary>How a series counts; null: not at all.</summary>
    public SeriesUse? UseOf(Series series)
    {
        var signal = rule.Signal;
        var isPart = series.Name == signal.Metric;
        var isWhole = signal.Over.Contains(series.Name);
        if ((!isPart && !isWhole) || signal.Labels.Any(label => series[label.Key] != label.Value))
            return null;
        if (series.Kind == SeriesKind.Gauge)
            return new SeriesUse(this, isPart, isWhole, series.Labels, PerInstance: true);
        if (signal.Per is not { } per)
            return new SeriesUse(this, isPart, isWhole, [], signal.PerInstance);
        return series[per] is { Length: > 0 } value
            ? new SeriesUse(this, isPart, isWhole, [new Label(per, value)], signal.PerInstance)
            : null;
    }

    public TargetWindow WindowOf(IReadOnlyList<Label> labels, InstanceEntry? instance)
    {
        // Of one series and one instance it is asked again and again: the callers remember it.
        var target = AlertTarget.Of(instance is null ? labels : [new Label(AlertTarget.Instance, instance.Name), .. labels]);
        var of = instance?.Id ?? default;
        var key = (target.Key, of);
        if (!_windows.TryGetValue(key, out var window))
            _windows.Add(key, window = new TargetWindow(target, of));
        return window;
    }
}

/// <summary>How a series counts in a rule.</summary>
/// <param name="IsPart">It is what the rule looks at.</param>
/// <param name="IsWhole">It is what that is divided by.</param>
internal sealed record SeriesUse(RuleWatch Watch, bool IsPart, bool IsWhole, IReadOnlyList<Label> Labels, bool PerInstance)
{
    private readonly Dictionary<InstanceId, TargetWindow> _perInstance = [];
    private TargetWindow? _window;

    public TargetWindow WindowOf(InstanceEntry instance)
    {
        if (!PerInstance)
            return _window ??= Watch.WindowOf(Labels, null);
        if (!_perInstance.TryGetValue(instance.Id, out var window))
            _perInstance.Add(instance.Id, window = Watch.WindowOf(Labels, instance));
        return window;
    }
}
