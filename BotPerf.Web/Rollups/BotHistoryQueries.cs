using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What a bot did in one step of time, all of its commands and instances together.</summary>
/// <param name="T">The beginning, Unix seconds.</param>
/// <param name="Seconds">How much of the step has passed: what rates are over.</param>
/// <param name="Durations">Of commands, in seconds; from merged sketches.</param>
/// <param name="Cpu">Percent; like lag and gateway the instance that is worst on average. Null: not sent.</param>
/// <param name="Rss">Bytes, the instances together; like the heap.</param>
/// <param name="Most">The highest that was measured in the step.</param>
internal sealed record BotStep(
    long T, double Seconds, Sketch Durations, double Errors, double? Cpu, double? Rss, double? Heap, double? LagMs, double? GatewayMs,
    BotPeaks Most = default);

/// <summary>The highest single measurements; of bytes each instance's highest together, which they need not have reached at once.</summary>
internal readonly record struct BotPeaks(double? Cpu, double? Rss, double? Heap, double? LagMs, double? GatewayMs);

/// <summary>A bot as a whole over any time, for the charts of its page.</summary>
internal sealed class BotHistoryQueries(TelemetryCatalog catalog, StepReads reads, TimeProvider time)
{
    private const double MsPerSecond = 1_000;

    private static readonly string[] s_metrics =
    [
        MetricNames.CommandDuration, MetricNames.CommandErrors, MetricNames.CpuPercent, MetricNames.RssBytes,
        MetricNames.HeapBytes, MetricNames.EventLoopLag, MetricNames.WebSocketLatency,
    ];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Oldest first; a step in which nothing is known is not there.</returns>
    public Task<IReadOnlyList<BotStep>> OfAsync(
        BotId bot, string? instance, StepRange range, CancellationToken cancellationToken) =>
        Task.Run(() => Of(bot, instance, range, cancellationToken), cancellationToken);

    private IReadOnlyList<BotStep> Of(BotId bot, string? instance, StepRange range, CancellationToken cancellationToken)
    {
        var names = s_metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).ToDictionary(series => series.Id, series => series.Name);
        var now = time.GetUtcNow();
        var fit = reads.Fit(bot, instance, range);
        return [.. reads.Read(bot, instance, fit, names.Keys.ToHashSet(), cancellationToken).Select(step =>
        {
            var sum = new Sum();
            foreach (var part in step.Found.GroupBy(one => (one.Key.Instance, Metric: names[one.Key.Series]), one => one.Value))
                sum.Add(part.Key.Metric, [.. part]);
            return sum.Step(step.Minute * 60, fit.SecondsPassed(step.Minute, now));
        })];
    }

    /// <summary>One step; what is added is one metric of one instance.</summary>
    private sealed class Sum
    {
        private readonly Sketch _durations = new();
        private double _errors;
        private double? _cpu, _rss, _heap, _lag, _gateway;
        private double? _mostCpu, _mostRss, _mostHeap, _mostLag, _mostGateway;

        public void Add(string metric, IReadOnlyList<SeriesAggregate> series)
        {
            switch (metric)
            {
                // A bot may have a counter of its own by this name.
                case MetricNames.CommandDuration: series.Where(one => one.Sketch is not null).ToList().ForEach(one => _durations.Merge(one.Sketch!)); break;
                case MetricNames.CommandErrors: _errors += series.Sum(one => one.Sum); break;
                case MetricNames.CpuPercent: (_cpu, _mostCpu) = (Larger(_cpu, Average(series)), Larger(_mostCpu, Highest(series))); break;
                case MetricNames.RssBytes: (_rss, _mostRss) = ((_rss ?? 0) + Average(series), (_mostRss ?? 0) + Highest(series)); break;
                case MetricNames.HeapBytes: (_heap, _mostHeap) = ((_heap ?? 0) + Average(series), (_mostHeap ?? 0) + Highest(series)); break;
                case MetricNames.EventLoopLag: (_lag, _mostLag) = (Larger(_lag, Average(series)), Larger(_mostLag, Highest(series))); break;
                default: (_gateway, _mostGateway) = (Larger(_gateway, Average(series)), Larger(_mostGateway, Highest(series))); break;
            }
        }

        public BotStep Step(long t, double seconds) =>
            new(t, seconds, _durations, _errors, _cpu, _rss, _heap, _lag * MsPerSecond, _gateway * MsPerSecond,
                new BotPeaks(_mostCpu, _mostRss, _mostHeap, _mostLag * MsPerSecond, _mostGateway * MsPerSecond));

        // Of several series of one instance, such as its connections, the worst.
        private static double Average(IReadOnlyList<SeriesAggregate> series) => series.Max(one => one.Sum / one.Samples);

        // What is no gauge knows no highest.
        private static double Highest(IReadOnlyList<SeriesAggregate> series) => Math.Max(series.Max(one => one.Max), Average(series));

        private static double Larger(double? sum, double value) => sum is { } known ? Math.Max(known, value) : value;
    }
}
