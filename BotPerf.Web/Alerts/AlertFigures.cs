using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>The figure of a rule for one target, minute after minute, as the engine saw it: over the rule's whole window.</summary>
internal sealed class AlertFigures(TelemetryCatalog catalog, StepReads steps, HeavyReads heavy)
{
    /// <param name="alert">Whose bot and target.</param>
    /// <param name="signal">Of a metric.</param>
    /// <param name="range">In steps of one minute.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Unix time of each minute with its figure; empty where minutes are no longer kept.</returns>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<IReadOnlyList<MetricPoint>> OfAsync(Alert alert, Signal signal, StepRange range, CancellationToken cancellationToken) =>
        heavy.RunAsync(() =>
        {
            var instance = alert.Target[AlertTarget.Instance];
            var reach = range with { FromMinute = range.FromMinute - signal.WindowMinutes + 1 };
            if (steps.Fit(alert.Bot, instance, reach).StepMinutes != 1)
                return [];

            var parts = Matching(alert, signal, [signal.Metric]);
            var wholes = Matching(alert, signal, signal.Over);
            var read = steps.Read(alert.Bot, instance, reach, parts.Union(wholes).ToHashSet(), cancellationToken).ToDictionary(step => step.Minute);
            var sum = new WindowSum();
            var points = new List<MetricPoint>();
            for (var minute = range.FromMinute; minute < range.ToMinute; minute++)
            {
                sum.Clear();
                for (var at = minute - signal.WindowMinutes + 1; at <= minute; at++)
                {
                    if (read.TryGetValue(at, out var step))
                        Add(sum, step, parts, wholes, isLast: at == minute);
                }

                if (sum.Value(signal) is { } value && double.IsFinite(value))
                    points.Add(new MetricPoint(minute * 60, value));
            }

            return (IReadOnlyList<MetricPoint>)points;
        }, cancellationToken);

    private static void Add(WindowSum sum, Step step, HashSet<int> parts, HashSet<int> wholes, bool isLast)
    {
        foreach (var (key, aggregate) in step.Found)
        {
            var isGauge = aggregate.Kind == Shared.Protocol.SeriesKind.Gauge;
            if (parts.Contains(key.Series))
            {
                sum.Add(aggregate, step.Minute);
                sum.AddSketch(aggregate);
                if (isGauge && isLast)
                    sum.Last = aggregate.Last;
            }

            if (wholes.Contains(key.Series))
            {
                sum.AddOver(aggregate);
                if (isGauge && isLast)
                    sum.LastOver = (sum.LastOver ?? 0) + aggregate.Last;
            }
        }
    }

    private HashSet<int> Matching(Alert alert, Signal signal, IEnumerable<string> metrics) =>
    [
        .. metrics.SelectMany(metric => catalog.SeriesOf(alert.Bot, metric))
            .Where(series => signal.Labels.All(label => series[label.Key] == label.Value)
                && alert.Target.Labels.All(label => label.Name == AlertTarget.Instance || series[label.Name] == label.Value))
            .Select(series => series.Id),
    ];
}
