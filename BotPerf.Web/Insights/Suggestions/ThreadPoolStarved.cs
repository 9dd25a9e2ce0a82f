using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Ready work waits more than 100 ms for a thread, for an hour on average, though the machine has CPU left. [000]</summary>
internal sealed class ThreadPoolStarved : SuggestionRule
{
    // From here on it is the CPU that work waits for.
    private const double BusyPercent = 85;

    public override string Kind => "thread-pool-starved";

    public override SuggestionScope Scope => SuggestionScope.Instance;

    public override string Measure => "wait for a thread, average of the highest hour";

    public override string Unit => "seconds";

    public override double Threshold => 0.1;

    public override long LeastSamples => 30;

    public override IReadOnlyList<string> Metrics =>
        [MetricNames.EventLoopLag, MetricNames.PoolQueue, MetricNames.PoolThreads, MetricNames.SystemCpu];

    public override Advice Advice => new(
        "Something blocks the pool's threads. Look for .Result, .Wait(), GetAwaiter().GetResult(), Thread.Sleep and synchronous I/O, and await instead; give long blocking work a thread of its own.",
        "await client.GetAsync(…) instead of .Result · Task.Factory.StartNew(work, TaskCreationOptions.LongRunning) · ThreadPool.SetMinThreads(…) only to gain time",
        "Never block the threads, or the loop, that serve everybody; use asynchronous calls.");

    public override string Title(string target, string value) => $"{target} lacks threads: ready work waits {value} on average at its worst hour";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        foreach (var instance in figures.Of(MetricNames.EventLoopLag).GroupBy(line => line.Instance))
        {
            var lag = SketchParts.Newest(instance)!;
            var worst = lag.Points.MaxBy(point => point.Value);
            var cpu = Of(MetricNames.SystemCpu)?.Points.Where(point => point.T == worst.T).Select(point => (double?)point.Value).FirstOrDefault();
            List<EvidenceFigure> evidence = [new("longest wait", lag.Highest, "seconds", MetricNames.EventLoopLag)];
            if (Of(MetricNames.PoolQueue) is { } queue)
                evidence.Add(new("waiting work items, at most", queue.Highest, "", MetricNames.PoolQueue));
            if (Of(MetricNames.PoolThreads) is { } threads)
                evidence.Add(new("threads, at most", threads.Highest, "", MetricNames.PoolThreads));
            if (cpu is { } percent)
                evidence.Add(new("CPU of the machine in that hour", percent / 100, "fraction", MetricNames.SystemCpu));
            yield return new Measurement(instance.Key, worst.Value, lag.Total.Samples)
            {
                IsExcused = cpu >= BusyPercent,
                Evidence = evidence,
                Expected = new("wait for a thread", worst.Value, Math.Min(worst.Value, Threshold), Math.Min(Threshold, SketchParts.Hours(lag).Lowest), Unit),
            };

            MetricLine? Of(string metric) => SketchParts.Newest(figures.Of(metric).Where(line => line.Instance == instance.Key));
        }
    }
}
