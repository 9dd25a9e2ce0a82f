using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>Sorts samples into families, one kind to a name, and no two samples of a family with the same labels.</summary>
internal sealed class Gathering
{
    private readonly Dictionary<(string Stored, SeriesKind Kind), (Series First, Dictionary<string, Sample> Samples)> _bySeries = [];
    private readonly SortedDictionary<string, (string Help, List<Sample> Samples)> _own = new(StringComparer.Ordinal);

    /// <param name="series">What the bot sent.</param>
    /// <param name="origin">Who sent it.</param>
    /// <param name="value">Of counters and gauges.</param>
    /// <param name="sketch">Of histograms; becomes the family's own.</param>
    /// <param name="atUs">Of gauges: when it was told.</param>
    public void Add(Series series, Origin origin, double value, Sketch? sketch = null, long atUs = 0)
    {
        if (!_bySeries.TryGetValue((series.Name, series.Kind), out var found))
            _bySeries.Add((series.Name, series.Kind), found = (series, []));
        var sample = new Sample(LabelText.Of(origin, series.Labels), value, sketch, atUs);
        // Two series may have become one when their labels were renamed.
        found.Samples[sample.Labels] = found.Samples.TryGetValue(sample.Labels, out var known)
            ? Merge(series.Kind, known, sample)
            : sample;
    }

    /// <summary>A gauge that the server makes itself.</summary>
    public void Add(string name, string help, Origin origin, double value, params IReadOnlyList<Label> labels)
    {
        if (!_own.TryGetValue(name, out var found))
            _own.Add(name, found = (help, []));
        found.Samples.Add(new Sample(LabelText.Of(origin, labels), value));
    }

    public IReadOnlyList<Family> Families()
    {
        var taken = _own.Keys.SelectMany(name => Claims(name, SeriesKind.Gauge)).ToHashSet();
        var families = new SortedDictionary<string, Family>(StringComparer.Ordinal);
        foreach (var (name, (help, samples)) in _own)
            families.Add(name, new Family(name, SeriesKind.Gauge, help, [], samples));

        foreach (var ((stored, kind), (first, samples)) in _bySeries.OrderBy(entry => entry.Key.Stored, StringComparer.Ordinal).ThenBy(entry => entry.Key.Kind))
        {
            // Bots choose names: two that would become one, or one that is of two kinds, must not break the format.
            var name = PrometheusNames.Family(stored, kind);
            while (Claims(name, kind).Any(taken.Contains))
                name += "_";
            taken.UnionWith(Claims(name, kind));
            families.Add(name, new Family(name, kind, PrometheusNames.Help(stored), Boundaries.For(stored, first.Unit), samples.Values));
        }

        return [.. families.Values];
    }

    private static Sample Merge(SeriesKind kind, Sample known, Sample other)
    {
        if (kind == SeriesKind.Counter)
            return known with { Value = known.Value + other.Value };
        if (kind == SeriesKind.Gauge)
            return other.AtUs > known.AtUs ? other : known;

        known.Sketch!.Merge(other.Sketch!);
        return known;
    }

    /// <summary>Every name that a family's lines have, in either format, or that OpenMetrics keeps for it.</summary>
    private static string[] Claims(string name, SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => [name, $"{name}_total", $"{name}_created"],
        SeriesKind.Histogram => [name, $"{name}_bucket", $"{name}_sum", $"{name}_count", $"{name}_created"],
        _ => [name],
    };
}
