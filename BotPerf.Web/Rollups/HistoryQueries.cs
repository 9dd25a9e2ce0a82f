using System.Text.Json.Serialization;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>A metric over time, in its stored unit.</summary>
/// <param name="Kind">counter, gauge or histogram.</param>
/// <param name="Unit">As <see cref="UnitWord"/> spells it.</param>
internal sealed record History(
    string Metric, string Kind, string Unit, DateTimeOffset From, DateTimeOffset To, int StepSeconds,
    IReadOnlyList<HistorySeries> Series);

/// <param name="Labels">With <c>instance</c>, where instances were kept apart.</param>
/// <param name="Points">Oldest first; a step in which nothing was recorded has none.</param>
internal sealed record HistorySeries(
    IReadOnlyDictionary<string, string> Labels,
    [property: JsonConverter(typeof(PointsConverter))] IReadOnlyList<object> Points);

/// <param name="Increase">During the step.</param>
/// <param name="Rate">Per second.</param>
internal sealed record CounterPoint(DateTimeOffset T, double Increase, double Rate);

internal sealed record GaugePoint(DateTimeOffset T, double Last, double Avg, double Min, double Max);

internal sealed record HistogramPoint(
    DateTimeOffset T, long Count, double Sum, double Avg, double Min, double Max, double P50, double P90, double P95, double P99);

/// <summary>
/// Any metric over any time. Counters and histograms of several instances are merged, percentiles from merged sketches;
/// gauges of several instances are kept apart, since no one figure stands for them.
/// </summary>
internal sealed class HistoryQueries(
    TelemetryCatalog catalog, StepReads steps, LiveStore live, HeavyReads heavy, TimeProvider time)
{
    /// <summary>Of all series of an answer together.</summary>
    public const int MostPoints = 300_000;

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="metric">The stored name.</param>
    /// <param name="labels">Only series with all of these.</param>
    /// <param name="range">When, and in which steps. Where only hours or days are left, their steps are no finer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="fields">Only these of each point, by their names in JSON; null for all.</param>
    /// <returns>Null: the bot has no such metric.</returns>
    /// <exception cref="NoSuchFieldException">The metric's points do not have one of them.</exception>
    /// <exception cref="TooMuchHistoryException">More than <see cref="MostPoints"/>.</exception>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<History?> OfAsync(
        BotId bot, string? instance, string metric, IReadOnlyDictionary<string, string> labels, StepRange range,
        CancellationToken cancellationToken, IReadOnlyList<string>? fields = null) =>
        heavy.RunAsync(() =>
        {
            var all = catalog.SeriesOf(bot, metric);
            var chosen = fields is null || all.Count == 0 ? null
                : PointFields.Of(all[0].Kind, fields) ?? throw new NoSuchFieldException(PointFields.Of(all[0].Kind));
            var wanted = all.Where(series => labels.All(label => series[label.Key] == label.Value)).ToList();
            var fit = steps.Fit(bot, instance, range);
            return all.Count == 0 ? null : Of(all[0], Read(bot, instance, wanted, fit, chosen, cancellationToken), fit);
        }, cancellationToken);

    /// <summary>Every metric of a bot that did something in the range, by name.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="most">How many series at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Also how many series there was no room for, or that would be more than <see cref="MostPoints"/>.</returns>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<(IReadOnlyList<History> Metrics, int LeftOut)> AllAsync(
        BotId bot, string? instance, StepRange range, int most, CancellationToken cancellationToken) =>
        heavy.RunAsync(() =>
        {
            var all = catalog.SeriesOf(bot);
            var fit = steps.Fit(bot, instance, range);
            var apart = instance is null ? live.Bot(bot)?.Instances.Count ?? 0 : 1;
            var lines = MostPoints / Math.Max(1, fit.Points);
            var wanted = all.OrderBy(series => series.Name, StringComparer.Ordinal).ThenBy(series => series.Id).Take(most)
                .TakeWhile(series => (lines -= series.Kind == SeriesKind.Gauge ? apart : 1) >= 0).ToList();
            IReadOnlyList<History> metrics = [.. Read(bot, instance, wanted, fit, null, cancellationToken)
                .GroupBy(line => line.Series.Name)
                .Select(metric => Of(metric.First().Series, metric, fit))
                .OrderBy(history => history.Metric, StringComparer.Ordinal)];
            return (Metrics: metrics, LeftOut: all.Count - wanted.Count);
        }, cancellationToken);

    private static History Of(Series metric, IEnumerable<Line> lines, StepRange range) => new(
        metric.Name, metric.Kind.ToString().ToLowerInvariant(), UnitWord.Of(metric),
        DateTimeOffset.FromUnixTimeSeconds(range.FromMinute * 60), DateTimeOffset.FromUnixTimeSeconds(range.ToMinute * 60),
        range.StepSeconds,
        [.. lines
            .OrderBy(line => line.Series.Id).ThenBy(line => line.Instance, StringComparer.Ordinal)
            .Select(line => new HistorySeries(Labels(line.Series, line.Instance), line.Points))]);

    private Dictionary<StepKey, Line>.ValueCollection Read(
        BotId bot, string? instance, IReadOnlyList<Series> wanted, StepRange range, PointFields? fields,
        CancellationToken cancellationToken)
    {
        var series = wanted.ToDictionary(one => one.Id);
        var lines = new Dictionary<StepKey, Line>();
        var (points, now) = (0, time.GetUtcNow());
        foreach (var step in steps.Read(bot, instance, range, series.Keys.ToHashSet(), cancellationToken))
        {
            var (t, seconds) = (DateTimeOffset.FromUnixTimeSeconds(step.Minute * 60), range.SecondsPassed(step.Minute, now));
            var shared = new PointTime(t);
            foreach (var (key, aggregate) in step.Found)
            {
                if (aggregate.IsEmptyHistogram)
                    continue;
                if (++points > MostPoints)
                    throw new TooMuchHistoryException();
                if (!lines.TryGetValue(key, out var line))
                    lines.Add(key, line = new Line(series[key.Series], key.Instance, fields));
                if (line.Chosen is { } chosen)
                    chosen.Add(shared, aggregate, seconds);
                else
                    line.Whole.Add(Point(t, aggregate, seconds));
            }
        }

        return lines.Values;
    }

    private static Dictionary<string, string> Labels(Series series, string instance)
    {
        var labels = series.Labels.ToDictionary(label => label.Name, label => label.Value);
        if (instance.Length > 0)
            labels["instance"] = instance;
        return labels;
    }

    public static HistogramPoint Point(DateTimeOffset t, Sketch sketch) => new(
        t, sketch.Count, sketch.Sum, sketch.Average, sketch.Min, sketch.Max, sketch.Quantile(0.5), sketch.Quantile(0.9),
        sketch.Quantile(0.95), sketch.Quantile(0.99));

    private static object Point(DateTimeOffset t, SeriesAggregate of, double seconds) => of switch
    {
        { Sketch: { } sketch } => Point(t, sketch),
        { Kind: SeriesKind.Counter } => new CounterPoint(t, of.Sum, of.Sum / seconds),
        _ => new GaugePoint(t, of.Last, of.Sum / of.Samples, of.Min, of.Max),
    };

    private sealed class Line(Series series, string instance, PointFields? fields)
    {
        public Series Series => series;
        public string Instance => instance;
        public List<object> Whole { get; } = [];
        public ChosenPoints? Chosen { get; } = fields is null ? null : new ChosenPoints(fields);
        public IReadOnlyList<object> Points => Chosen is null ? Whole : Chosen;
    }
}
