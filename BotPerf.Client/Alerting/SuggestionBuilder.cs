using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Alerting;

/// <summary>Makes suggestions of what the bot measured since its start. Pure. Without evidence there is none.</summary>
internal static class SuggestionBuilder
{
    // As document 000 has them.
    private const double HeapPart = 0.8;
    private const double SlowQuery = 0.1;

    /// <summary>Fewer values say nothing yet.</summary>
    private const int LeastValues = 10;
    private const int Most = 20;

    /// <param name="heapLimit">Bytes the process may use; 0: not known.</param>
    /// <param name="slowCommandMs">Null: commands are never called slow.</param>
    /// <returns>At most 20, memory first, then the slowest.</returns>
    public static IReadOnlyList<OptimizationSuggestion> Build(
        IReadOnlyList<MetricReading> readings, long heapLimit, double? slowCommandMs) =>
        [.. Memory(readings, heapLimit).Concat(Queries(readings)).Concat(Commands(readings, slowCommandMs)).Concat(Pools(readings)).Take(Most)];

    public static OptimizationSuggestion FromServer(SuggestionMessage message) => new(
        message.Kind ?? "", message.Target ?? "", $"{message.Title} ({message.Evidence}).",
        string.IsNullOrEmpty(message.Code) ? message.Action ?? "" : $"{message.Action} {message.Code}")
    {
        FromServer = true,
    };

    private static IEnumerable<OptimizationSuggestion> Memory(IReadOnlyList<MetricReading> readings, long limit)
    {
        var heap = readings.FirstOrDefault(reading => reading.Name == MetricNames.HeapBytes)?.Value;
        if (limit > 0 && heap > limit * HeapPart)
        {
            yield return new OptimizationSuggestion(
                "memory", "", $"The heap is {heap / 1048576:0} MiB, {heap / limit * 100:0} % of the {limit / 1048576.0:0} MiB the process may use.",
                "Give caches a SizeLimit, rent large buffers from ArrayPool<T>, and look for what is kept with dotnet-gcdump.");
        }
    }

    private static IEnumerable<OptimizationSuggestion> Queries(IReadOnlyList<MetricReading> readings) =>
        from reading in readings
        where reading is { Name: MetricNames.QueryDuration, Kind: MetricKind.Histogram }
        let durations = reading.Distribution!
        where durations.Count >= LeastValues && durations.Average > SlowQuery
        orderby durations.Average descending
        let type = reading.Labels.GetValueOrDefault(LabelNames.Type, "")
        select new OptimizationSuggestion(
            "database", type, $"{durations.Count} queries took {durations.Average * 1000:0} ms on average, more than 100 ms.",
            "Look at the query's plan, add the index it lacks, read only the columns that are used, with AsNoTracking().");

    private static IEnumerable<OptimizationSuggestion> Commands(IReadOnlyList<MetricReading> readings, double? slowMs) =>
        from reading in readings
        where reading is { Name: MetricNames.CommandDuration, Kind: MetricKind.Histogram }
        let durations = reading.Distribution!
        where durations.Count >= LeastValues && durations.P90 * 1000 > slowMs
        orderby durations.P90 descending
        let name = reading.Labels.GetValueOrDefault(LabelNames.Command, "")
        select new OptimizationSuggestion(
            "command", name, $"More than a tenth of {durations.Count} executions took longer than {slowMs:0} ms (p90 {durations.P90 * 1000:0} ms).",
            "Defer the interaction at once (DeferAsync), start independent calls together with Task.WhenAll, and cache what changes seldom.");

    private static IEnumerable<OptimizationSuggestion> Pools(IReadOnlyList<MetricReading> readings)
    {
        foreach (var active in readings.Where(reading => reading.Name == MetricNames.PoolActive))
        {
            var pool = active.Labels.GetValueOrDefault(LabelNames.Pool, "");
            var (idle, waiting) = (Of(MetricNames.PoolIdle), Of(MetricNames.PoolWaiting));
            if (waiting > 0 && idle == 0)
            {
                yield return new OptimizationSuggestion(
                    "pool", pool, $"{waiting:0} requests wait while all {active.Value:0} connections are in use.",
                    "Raise Maximum Pool Size in the connection string, or dispose connections and readers earlier (await using).");
            }
            else if (idle > 5 && idle > active.Value * 4)
            {
                yield return new OptimizationSuggestion(
                    "pool", pool, $"{idle:0} connections are idle and {active.Value:0} in use.",
                    "Lower Minimum Pool Size, or let idle connections end with Connection Idle Lifetime.");
            }

            double? Of(string metric) => readings.FirstOrDefault(reading =>
                reading.Name == metric && reading.Labels.GetValueOrDefault(LabelNames.Pool, "") == pool)?.Value;
        }
    }
}
