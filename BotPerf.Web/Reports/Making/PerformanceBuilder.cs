using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports.Making;

/// <summary>All commands together, and what the bot took. Pure.</summary>
internal static class PerformanceBuilder
{
    private const double MsPerSecond = 1_000;
    private const double SecondsPerMinute = 60;

    public static Performance Of(CommandsTogether commands, IReadOnlyList<BotStep> steps) => new(
        commands.Total, commands.TotalBefore,
        [
            .. new[]
            {
                Taken("CPU", "percent", steps, step => step.Cpu), Taken("Memory (RSS)", "bytes", steps, step => step.Rss),
                Taken("Heap", "bytes", steps, step => step.Heap), Taken("Event-loop lag", "ms", steps, step => step.LagMs),
                Taken("Gateway latency", "ms", steps, step => step.GatewayMs),
            }.OfType<Resource>(),
        ],
        [.. steps.Select(Point)]);

    private static Resource? Taken(string name, string unit, IReadOnlyList<BotStep> steps, Func<BotStep, double?> of) =>
        steps.Select(of).OfType<double>().ToList() is { Count: > 0 } known ? new Resource(name, unit, known.Average(), known.Max()) : null;

    private static PerformancePoint Point(BotStep step)
    {
        var durations = step.Durations;
        double? Quantile(double q) => durations.IsEmpty ? null : durations.Quantile(q) * MsPerSecond;
        return new PerformancePoint(
            DateTimeOffset.FromUnixTimeSeconds(step.T), durations.Count, durations.Count / (step.Seconds / SecondsPerMinute),
            durations.IsEmpty ? null : Math.Min(1, step.Errors / durations.Count), Quantile(0.5), Quantile(0.95), Quantile(0.99), step.Cpu, step.Rss);
    }
}
