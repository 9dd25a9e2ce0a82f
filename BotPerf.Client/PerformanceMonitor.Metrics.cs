using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    /// <summary>A sum that only grows, e.g. <c>messages_sent_total</c>. The same name and labels give the same counter.</summary>
    /// <param name="name">Prometheus style; other characters become <c>_</c>.</param>
    /// <param name="labels">
    /// At most 16, with few different values: beyond 2,000 sets of labels of a metric they are counted together under
    /// <c>__other__</c>.
    /// </param>
    public Counter Counter(string name, params ReadOnlySpan<(string Name, object? Value)> labels) =>
        new(Define(name, labels, _recorder.Series.Counter, ""), _recorder);

    /// <summary>A value that comes and goes, e.g. <c>active_connections</c>. The same name and labels give the same gauge.</summary>
    /// <param name="name">Prometheus style; other characters become <c>_</c>.</param>
    /// <param name="labels">As for <see cref="Counter(string, ReadOnlySpan{ValueTuple{string, object}})"/>.</param>
    public Gauge Gauge(string name, params ReadOnlySpan<(string Name, object? Value)> labels) =>
        new(Define(name, labels, (metric, unit, pairs) => _recorder.Series.Gauge(metric, unit, holds: true, pairs), ""),
            _recorder);

    /// <summary>A distribution, e.g. <c>message_size_bytes</c>. The same name and labels give the same histogram.</summary>
    /// <param name="name">Prometheus style with the base unit; other characters become <c>_</c>.</param>
    /// <param name="labels">As for <see cref="Counter(string, ReadOnlySpan{ValueTuple{string, object}})"/>.</param>
    public Histogram Histogram(string name, params ReadOnlySpan<(string Name, object? Value)> labels) =>
        new(Define(name, labels, _recorder.Series.Histogram, UnitOf(name)), _recorder);

    /// <summary>A distribution of durations, e.g. <c>api_call_seconds</c>. The same name and labels give the same timer.</summary>
    /// <param name="name">Prometheus style, ending in <c>_seconds</c>; other characters become <c>_</c>.</param>
    /// <param name="labels">As for <see cref="Counter(string, ReadOnlySpan{ValueTuple{string, object}})"/>.</param>
    public MetricTimer Timer(string name, params ReadOnlySpan<(string Name, object? Value)> labels) =>
        new(Define(name, labels, _recorder.Series.Histogram, "s"), _recorder);

    private TSeries? Define<TSeries>(
        string name, ReadOnlySpan<(string Name, object? Value)> labels,
        Func<string, string, string[], (TSeries? Series, bool Full)> define, string unit) where TSeries : Series
    {
        // Not asked whether the dashboard has switched it off: the handle is kept, and works when it is on again.
        if (!_settings.Enabled)
            return null;

        // The executions of commands are counted apart from other samples; they have their own functions.
        var metric = Texts.MetricName(name);
        if (metric is null or MetricNames.CommandDuration || Pairs(labels) is not { } pairs)
        {
            _recorder.Losses.Lose(LossNames.Labels, LossNames.NameInvalid, 1);
            return null;
        }

        return define(metric, unit, pairs).Series;
    }

    /// <summary>Name, value, …, by name, each name once. Null when a label has no name.</summary>
    private static string[]? Pairs(ReadOnlySpan<(string Name, object? Value)> labels)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            if (Texts.MetricName(name) is not { } label)
                return null;
            if (sorted.Count < WireLimits.MaxLabels || sorted.ContainsKey(label))
                sorted[label] = Texts.Label(value);
        }

        return [.. sorted.SelectMany(pair => new[] { pair.Key, pair.Value })];
    }

    private static string UnitOf(string? name) =>
        name is null ? "" : name.EndsWith("_seconds", StringComparison.Ordinal) ? "s"
        : name.EndsWith("_bytes", StringComparison.Ordinal) ? "B" : "";
}
