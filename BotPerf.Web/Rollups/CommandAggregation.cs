using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>The durations and errors of a bot's commands over a range, series by series; ranges add up.</summary>
internal sealed class CommandAggregation
{
    private readonly Dictionary<int, SeriesAggregate> _aggregates = [];
    private readonly Dictionary<int, long> _lastMinute = [];
    private long _firstMinute = long.MaxValue;

    public void Add(IEnumerable<KeyValuePair<int, SeriesAggregate>> aggregates, long minute)
    {
        foreach (var (id, aggregate) in aggregates)
        {
            if (!_aggregates.TryGetValue(id, out var sum))
                _aggregates.Add(id, sum = SeriesAggregate.Create(aggregate.Kind));
            sum.Merge(aggregate);
            Saw(id, minute);
        }
    }

    public void Add(ReadOnlySpan<byte> rollup, long minute, IReadOnlySet<int> wanted)
    {
        RollupCodec.MergeInto(_aggregates, rollup, wanted, id => Saw(id, minute));
    }

    /// <summary>Adds another range or another instance, which stays as it is.</summary>
    public void Add(CommandAggregation other)
    {
        foreach (var (id, aggregate) in other._aggregates)
            Add([new(id, aggregate)], other._lastMinute[id]);
        _firstMinute = Math.Min(_firstMinute, other._firstMinute);
    }

    /// <param name="series">The bot's series of both metrics.</param>
    /// <param name="to">The range's end. Rates are over the time from the first execution's minute to here, so that a young
    /// bot does not look idle.</param>
    public IReadOnlyList<CommandRow> Rows(IReadOnlyList<Series> series, DateTimeOffset to)
    {
        var minutes = Math.Max(1, to.ToUnixTimeMilliseconds() / 60_000.0 - _firstMinute);
        var errors = new Dictionary<(string, string, string), double>();
        foreach (var counter in series.Where(one => one.Name == MetricNames.CommandErrors))
        {
            if (_aggregates.TryGetValue(counter.Id, out var aggregate))
                errors[Key(counter)] = aggregate.Sum;
        }

        var rows = new List<CommandRow>();
        foreach (var histogram in series.Where(one => one.Name == MetricNames.CommandDuration))
        {
            if (_aggregates.TryGetValue(histogram.Id, out var aggregate) && aggregate.Sketch is { IsEmpty: false } sketch)
                rows.Add(Row(Key(histogram), sketch, errors.GetValueOrDefault(Key(histogram)), minutes, _lastMinute[histogram.Id]));
        }

        rows.Sort((a, b) => b.Count.CompareTo(a.Count));
        return rows;
    }

    private void Saw(int id, long minute)
    {
        _lastMinute[id] = Math.Max(_lastMinute.GetValueOrDefault(id), minute);
        _firstMinute = Math.Min(_firstMinute, minute);
    }

    private static CommandRow Row((string Name, string Module, string Kind) key, Sketch sketch, double errors, double minutes, long lastMinute)
    {
        const double ms = 1_000;
        return new CommandRow(
            key.Name, key.Module, key.Kind, sketch.Count, (long)errors, Math.Min(1, errors / sketch.Count), sketch.Count / minutes,
            sketch.Average * ms, sketch.Min * ms, sketch.Max * ms, sketch.Quantile(0.50) * ms, sketch.Quantile(0.90) * ms,
            sketch.Quantile(0.95) * ms, sketch.Quantile(0.99) * ms, DateTimeOffset.FromUnixTimeSeconds(lastMinute * 60));
    }

    private static (string, string, string) Key(Series series) =>
        (series[LabelNames.Command], series[LabelNames.Module], series[LabelNames.Kind]);
}
