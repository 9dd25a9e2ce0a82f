using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Insights;

/// <summary>Figures of a bot hour by hour, as a rule sees them; no database.</summary>
internal sealed class FigureMaker
{
    private static readonly DateTimeOffset s_from = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<int, Series> _series = [];
    private readonly Dictionary<(int Hour, string Instance), Dictionary<int, SeriesAggregate>> _hours = [];

    /// <summary>Of one instance so many values that are alike, in one hour.</summary>
    public FigureMaker Gauge(string metric, double value, int samples = 60, int hour = 0, string instance = "one", double? most = null, double? least = null, params string[] labels)
    {
        var low = least ?? value;
        var high = most ?? value;
        At(hour, instance).Add(Id(SeriesKind.Gauge, metric, labels), SeriesAggregate.Gauge(value, low, high, value * samples, samples, hour));
        return this;
    }

    public FigureMaker Counter(string metric, double increase, int hour = 0, string instance = "one", params string[] labels)
    {
        At(hour, instance).Add(Id(SeriesKind.Counter, metric, labels), SeriesAggregate.Counter(increase, 1));
        return this;
    }

    public FigureMaker Durations(string metric, IEnumerable<double> seconds, int hour = 0, string instance = "one", params string[] labels)
    {
        var sketch = new Sketch();
        foreach (var value in seconds)
            sketch.Add(value);
        At(hour, instance).Add(Id(SeriesKind.Histogram, metric, labels), SeriesAggregate.Histogram(sketch));
        return this;
    }

    public MetricFigures Make()
    {
        var first = s_from.ToUnixTimeSeconds() / 60;
        var figures = new MetricFigures(new StepRange(first, first + 1_440, 60), _series, "", s_from.AddDays(1));
        foreach (var hour in _hours.GroupBy(one => one.Key.Hour).OrderBy(hour => hour.Key))
        {
            var step = new Step(first + (hour.Key * 60));
            foreach (var instance in hour)
                step.Add(instance.Key.Instance, instance.Value);
            figures.Add(step);
        }

        return figures;
    }

    public IReadOnlyList<Measurement> Of(SuggestionRule rule) => [.. rule.Of(Make())];

    public static IEnumerable<double> Alike(double seconds, int count) => Enumerable.Repeat(seconds, count);

    private Dictionary<int, SeriesAggregate> At(int hour, string instance)
    {
        if (!_hours.TryGetValue((hour, instance), out var all))
            _hours.Add((hour, instance), all = []);
        return all;
    }

    private int Id(SeriesKind kind, string metric, string[] labels)
    {
        var spec = SeriesSpec.Create(kind, metric, "", [.. labels.Chunk(2).Select(pair => new Label(pair[0], pair[1]))]);
        var known = _series.Values.FirstOrDefault(one => one.Name == metric && one.Labels.SequenceEqual(spec.Labels));
        if (known is null)
            _series.Add(_series.Count + 1, known = new Series(_series.Count + 1, kind, metric, spec.Labels, ""));
        return known.Id;
    }
}
