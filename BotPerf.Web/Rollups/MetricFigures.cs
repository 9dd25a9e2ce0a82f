using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Several metrics over the same range, made from its steps: what pages shape their tables and charts from. Pure.</summary>
/// <param name="range">In the steps that were read.</param>
/// <param name="series">By their ids.</param>
/// <param name="only">The name of the one instance that is asked for, or that there is; empty for several.</param>
/// <param name="now">Up to when the last step has come.</param>
internal sealed class MetricFigures(StepRange range, IReadOnlyDictionary<int, Series> series, string only, DateTimeOffset now)
{
    private readonly Dictionary<StepKey, MetricLine> _lines = [];
    private readonly Dictionary<string, List<(long T, Sketch Durations)>> _durations = [];
    private readonly Dictionary<long, int> _instances = [];
    private int _points;

    public StepRange Range => range;

    /// <exception cref="TooMuchHistoryException">More points than an answer may have.</exception>
    public void Add(Step step)
    {
        var t = step.Minute * 60;
        _instances[t] = step.Instances;
        foreach (var (key, aggregate) in step.Found)
        {
            if (aggregate.IsEmptyHistogram)
                continue;
            if (++_points > HistoryQueries.MostPoints)
                throw new TooMuchHistoryException();

            var of = series[key.Series];
            if (!_lines.TryGetValue(key, out var line))
                _lines.Add(key, line = new MetricLine(of, key.Instance.Length == 0 ? only : key.Instance));
            line.Add(t, aggregate, range.SecondsPassed(step.Minute, now));
            if (aggregate.Sketch is { } sketch)
                DurationsAt(of.Name, t).Merge(sketch);
        }
    }

    /// <summary>The lines of a metric in the order of their labels.</summary>
    public IReadOnlyList<MetricLine> Of(string metric) => [.. _lines.Values
        .Where(line => line.Series.Name == metric)
        .OrderBy(line => SeriesText(line.Series), StringComparer.Ordinal).ThenBy(line => line.Instance, StringComparer.Ordinal)];

    public bool Has(params ReadOnlySpan<string> metrics)
    {
        foreach (var metric in metrics)
        {
            if (_lines.Values.Any(line => line.Series.Name == metric))
                return true;
        }

        return false;
    }

    /// <summary>All series of a histogram together, step after step.</summary>
    public IReadOnlyList<(long T, Sketch Durations)> Durations(string metric) => _durations.GetValueOrDefault(metric) ?? [];

    /// <summary>How many instances sent anything in a step; at least one.</summary>
    public int InstancesAt(long t) => Math.Max(1, _instances.GetValueOrDefault(t));

    /// <summary>How much of the range has passed; at least a minute.</summary>
    public double Minutes => Math.Max(1, Math.Min(now.ToUnixTimeMilliseconds() / 60_000.0, range.ToMinute) - range.FromMinute);

    private Sketch DurationsAt(string metric, long t)
    {
        if (!_durations.TryGetValue(metric, out var steps))
            _durations.Add(metric, steps = []);
        if (steps.Count == 0 || steps[^1].T != t)
            steps.Add((t, new Sketch()));
        return steps[^1].Durations;
    }

    private static string SeriesText(Series of) => string.Join('\0', of.Labels.Select(label => label.Value));
}
