namespace BotPerf.Web.Live;

/// <summary>The points of the live charts: one a second, merged over the instances. Pure.</summary>
internal static class PointBuilder
{
    // Percentiles of a single second of a quiet bot would be noise; ten seconds are the window of each point.
    private const int WindowSeconds = 10;

    // A gauge that keeps its value is told once a minute; it holds as long as its instance sends at all.
    private const int HoldSeconds = 65;
    private const int SilenceSeconds = 10;
    private const double MsPerSecond = 1_000;

    /// <param name="instances">The instances to merge.</param>
    /// <param name="first">The first second, Unix time.</param>
    /// <param name="last">The last second, inclusive.</param>
    public static IReadOnlyList<LivePoint> Build(IReadOnlyList<LiveInstance> instances, long first, long last)
    {
        if (last < first)
            return [];

        var sums = new LiveSecond[last - first + 1];
        var seen = new bool[sums.Length];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = LiveSecond.Empty(first + i);
        foreach (var instance in instances)
            Add(instance, first, sums, seen);

        var window = new SlidingPercentiles(WindowSeconds);
        for (var second = first - WindowSeconds + 1; second < first; second++)
            Slide(instances, second, window);

        var points = new List<LivePoint>(sums.Length);
        for (var i = 0; i < sums.Length; i++)
        {
            Slide(instances, first + i, window);
            points.Add(Point(sums[i], seen[i], window));
        }

        return points;
    }

    private static void Add(LiveInstance instance, long first, LiveSecond[] sums, bool[] seen)
    {
        var held = LiveSecond.Empty(0);
        var lastFrame = long.MinValue;
        lock (instance.Gate)
        {
            for (var second = first - HoldSeconds; second < first + sums.Length; second++)
            {
                if (instance.Seconds.TryGet(second, out var found))
                {
                    lastFrame = second;
                    Hold(ref held, found);
                }

                if (second < first || second - lastFrame > SilenceSeconds)
                    continue;

                ref var sum = ref sums[second - first];
                MergeGauges(ref sum, held);
                if (lastFrame != second)
                    continue;

                seen[second - first] = true;
                sum.Commands += found.Commands;
                sum.Errors += found.Errors;
                sum.Messages += found.Messages;
            }
        }
    }

    private static void Hold(ref LiveSecond held, in LiveSecond found)
    {
        held.Cpu = float.IsNaN(found.Cpu) ? held.Cpu : found.Cpu;
        held.Rss = float.IsNaN(found.Rss) ? held.Rss : found.Rss;
        held.Heap = float.IsNaN(found.Heap) ? held.Heap : found.Heap;
        held.LagSeconds = float.IsNaN(found.LagSeconds) ? held.LagSeconds : found.LagSeconds;
        held.GatewaySeconds = float.IsNaN(found.GatewaySeconds) ? held.GatewaySeconds : found.GatewaySeconds;
    }

    // Of CPU, lag and latency the worst instance, of memory the sum.
    private static void MergeGauges(ref LiveSecond sum, in LiveSecond held)
    {
        sum.Cpu = Larger(sum.Cpu, held.Cpu);
        sum.LagSeconds = Larger(sum.LagSeconds, held.LagSeconds);
        sum.GatewaySeconds = Larger(sum.GatewaySeconds, held.GatewaySeconds);
        sum.Rss = Total(sum.Rss, held.Rss);
        sum.Heap = Total(sum.Heap, held.Heap);
    }

    private static LivePoint Point(in LiveSecond sum, bool seen, SlidingPercentiles window) => new(
        sum.Second, seen ? sum.Commands : null, seen ? sum.Errors : null,
        window.QuantileMs(0.50), window.QuantileMs(0.95), window.QuantileMs(0.99), seen ? sum.Messages : null,
        Known(sum.Cpu), Known(sum.Rss), Known(sum.Heap), Known(sum.LagSeconds) * MsPerSecond,
        Known(sum.GatewaySeconds) * MsPerSecond);

    private static float Larger(float a, float b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : Math.Max(a, b);

    private static float Total(float a, float b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : a + b;

    private static double? Known(float value) => float.IsNaN(value) ? null : value;

    private static void Slide(IReadOnlyList<LiveInstance> instances, long second, SlidingPercentiles window)
    {
        window.Advance();
        foreach (var instance in instances)
        {
            lock (instance.Gate)
            {
                if (instance.Seconds.TryGet(second, out var found))
                    window.Add(found.Bins);
            }
        }
    }
}
