using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports.Making;

/// <summary>All commands together, and what the bot took. Pure.</summary>
internal static class PerformanceBuilder
{
    private const double MsPerSecond = 1_000;
    private const double SecondsPerMinute = 60;

    public static Performance Of(CommandsTogether commands, IReadOnlyList<BotStep> steps, DateTimeOffset from) => new(
        commands.Total, commands.TotalBefore,
        [
            .. new[]
            {
                Taken("CPU", "percent", steps, step => step.Cpu, most => most.Cpu), Taken("Memory (RSS)", "bytes", steps, step => step.Rss, most => most.Rss),
                Taken("Heap", "bytes", steps, step => step.Heap, most => most.Heap), Taken("Event-loop lag", "ms", steps, step => step.LagMs, most => most.LagMs),
                Taken("Gateway latency", "ms", steps, step => step.GatewayMs, most => most.GatewayMs),
            }.OfType<Resource>(),
        ],
        [.. steps.Select(step => Point(step, from))]);

    private static Resource? Taken(
        string name, string unit, IReadOnlyList<BotStep> steps, Func<BotStep, double?> of, Func<BotPeaks, double?> most)
    {
        var known = steps.Where(step => of(step) is not null).ToList();
        // The first and the last step may be shorter than the others.
        return known.Count == 0 ? null : new Resource(
            name, unit, known.Sum(step => of(step)!.Value * step.Seconds) / known.Sum(step => step.Seconds), known.Max(step => most(step.Most) ?? of(step)!.Value));
    }

    private static PerformancePoint Point(BotStep step, DateTimeOffset from)
    {
        var durations = step.Durations;
        double? Quantile(double q) => durations.IsEmpty ? null : durations.Quantile(q) * MsPerSecond;
        var at = DateTimeOffset.FromUnixTimeSeconds(step.T);
        return new PerformancePoint(
            at > from ? at : from, durations.Count, durations.Count / (step.Seconds / SecondsPerMinute),
            durations.IsEmpty ? null : Math.Min(1, step.Errors / durations.Count), Quantile(0.5), Quantile(0.95), Quantile(0.99), step.Cpu, step.Rss);
    }
}
