using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Ingest;

/// <summary>What is stored of an instance over all time, sealed and open together.</summary>
internal static class StoredSeries
{
    /// <summary>By name and labels: <c>sent_total channel=public</c>.</summary>
    public static IReadOnlyDictionary<string, SeriesAggregate> Of(LiveInstance instance, TelemetryReads reads, TelemetryCatalog catalog)
    {
        var sum = new Dictionary<int, SeriesAggregate>();
        reads.Minutes(instance.Entry.Id, 0, uint.MaxValue, (minute, row) => RollupCodec.MergeInto(sum, row, new RollupSpan(Grain.Minute, minute)), CancellationToken.None);
        foreach (var open in instance.Open.Values)
        {
            foreach (var (id, aggregate) in open.Aggregates)
            {
                if (!sum.TryGetValue(id, out var total))
                    sum.Add(id, total = SeriesAggregate.Create(aggregate.Kind));
                total.Merge(aggregate);
            }
        }

        return sum.ToDictionary(entry => Name(catalog.SeriesById(entry.Key)), entry => entry.Value);
    }

    private static string Name(Series series) =>
        series.Name + string.Concat(series.Labels.Select(label => $" {label.Name}={label.Value}"));
}
