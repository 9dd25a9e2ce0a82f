using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>A metric that a bot has.</summary>
/// <param name="Kind">counter, gauge or histogram.</param>
/// <param name="Unit">As it is stored; empty for a number of things.</param>
/// <param name="Series">How many there are, of all labels.</param>
public sealed record MetricChoice(string Name, string Kind, string Unit, int Series, IReadOnlyList<LabelChoice> Labels);

/// <param name="Values">In order; no more than there is room to choose from.</param>
public sealed record LabelChoice(string Name, IReadOnlyList<string> Values);

/// <summary>Which metrics a bot has, with their labels; answered from memory.</summary>
internal sealed class MetricListQueries(TelemetryCatalog catalog)
{
    private const int MostValues = 200;

    public IReadOnlyList<MetricChoice> Of(BotId bot) => [.. catalog.SeriesOf(bot)
        .GroupBy(series => series.Name)
        .OrderBy(metric => metric.Key, StringComparer.Ordinal)
        .Select(metric => new MetricChoice(
            metric.Key, metric.First().Kind.ToString().ToLowerInvariant(), metric.First().Unit, metric.Count(), Labels(metric)))];

    private static IReadOnlyList<LabelChoice> Labels(IEnumerable<Series> series) => [.. series
        .SelectMany(one => one.Labels)
        .GroupBy(label => label.Name)
        .OrderBy(label => label.Key, StringComparer.Ordinal)
        .Select(label => new LabelChoice(
            label.Key, [.. label.Select(one => one.Value).Distinct().Order(StringComparer.OrdinalIgnoreCase).Take(MostValues)]))];
}
