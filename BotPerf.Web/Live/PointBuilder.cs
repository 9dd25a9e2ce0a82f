namespace BotPerf.Web.Live;

/// <summary>The points of the live charts: one a second, merged over the instances.</summary>
internal static class PointBuilder
{
    // Percentiles of a single second of a quiet bot would be noise; ten seconds are the window of each point.
    private const int WindowSeconds = 10;
    private const double MsPerSecond = 1_000;

    /// <param name="instances">The instances to merge.</param>
    /// <param name="first">The first second, Unix time.</param>
    /// <param name="last">The last second, inclusive.</param>
    public static IReadOnlyList<LivePoint> Build(IReadOnlyList<LiveInstance> instances, long first, long last)
    {
        if (last < first)
            return [];

        var window = new SlidingPercentiles(WindowSeconds);
        for (var second = first - WindowSeconds + 1; second < first; second++)
        {
            window.Advance();
            Visit(instances, second, (in LiveSecond found) => window.Add(found.Bins));
        }

        var points = new List<LivePoint>((int)(last - first + 1));
        for (var second = first; second <= last; second++)
        {
            var sum = LiveSecond.Empty(second);
            var seen = false;
            window.Advance();
            Visit(instances, second, (in LiveSecond found) =>
            {
                seen = true;
                window.Add(found.Bins);
                Merge(ref sum, found);
            });
            points.Add(new LivePoint(
                second, seen ? sum.Commands : null, seen ? sum.Errors : null, window.QuantileMs(0.50), window.QuantileMs(0.95), window.QuantileMs(0.99),
                seen ? sum.Messages : null, Known(sum.Cpu), Known(sum.Rss), Known(sum.Heap), Known(sum.LagSeconds) * MsPerSecond,
                Known(sum.GatewaySeconds) * MsPerSecond));
        }

        return points;
    }

    private static void Merge(ref LiveSecond sum, in LiveSecond found)
    {
        sum.Commands += found.Commands;
        sum.Errors += found.Errors;
        sum.Messages += found.Messages;
        sum.Cpu = Larger(sum.Cpu, found.Cpu);
        sum.LagSeconds = Larger(sum.LagSeconds, found.LagSeconds);
        sum.GatewaySeconds = Larger(sum.GatewaySeconds, found.GatewaySeconds);
        sum.Rss = Total(sum.Rss, found.Rss);
        sum.Heap = Total(sum.Heap, found.Heap);
    }

    private static float Larger(float a, float b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : Math.Max(a, b);

    private static float Total(float a, float b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : a + b;

    private static double? Known(float value) => float.IsNaN(value) ? null : value;

    private delegate void Visitor(in LiveSecond found);

    private static void Visit(IReadOnlyList<LiveInstance> instances, long second, Visitor visit)
    {
        foreach (var instance in instances)
        {
            lock (instance.Gate)
            {
                if (instance.Seconds.TryGet(second, out var found))
                    visit(found);
            }
        }
    }
}
