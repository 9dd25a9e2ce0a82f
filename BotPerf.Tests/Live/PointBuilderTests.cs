using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Live;

public sealed class PointBuilderTests
{
    private const long Start = 1_800_000_000;

    private static readonly Series Durations = new(1, SeriesKind.Histogram, MetricNames.CommandDuration, [], "seconds");
    private static readonly Series Cpu = new(2, SeriesKind.Gauge, MetricNames.CpuPercent, [], "");

    [Fact]
    public void Build_OneInstance_HasCountsPercentilesAndGaugesOfEachSecond()
    {
        var instance = Instance(1);
        for (var i = 0; i < 60; i++)
            instance.Apply(Frame(instance, Start + i, cpu: i, seconds: [0.1, 0.2]));

        var points = PointBuilder.Build([instance], Start, Start + 59);

        Assert.Equal(60, points.Count);
        Assert.All(points, point => Assert.Equal(2, point.Commands));
        Assert.Equal(42, points[42].CpuPercent);
        Assert.InRange(points[42].P99Ms!.Value, 198, 202);
    }

    [Fact]
    public void Build_TwoInstances_AddsCountsAndShowsTheWorstCpu()
    {
        var (one, two) = (Instance(1), Instance(2));
        one.Apply(Frame(one, Start, cpu: 10, seconds: [0.1]));
        two.Apply(Frame(two, Start, cpu: 30, seconds: [0.1, 0.1]));

        var point = Assert.Single(PointBuilder.Build([one, two], Start, Start));

        Assert.Equal(3, point.Commands);
        Assert.Equal(30, point.CpuPercent);
    }

    [Fact]
    public void Build_SecondWithoutAFrame_IsAGapAndNotAZero()
    {
        var instance = Instance(1);
        instance.Apply(Frame(instance, Start, cpu: 10, seconds: [0.1]));

        var points = PointBuilder.Build([instance], Start, Start + 1);

        Assert.Equal([1, null], points.Select(point => point.Commands));
        Assert.Null(points[1].Errors);
    }

    [Fact]
    public void Build_GaugeThatIsNotRepeated_HoldsWhileItsInstanceSends()
    {
        var (one, two) = (Instance(1), Instance(2));
        one.Apply(Frame(one, Start, cpu: 10, seconds: [0.1]));
        for (var i = 0; i < 30; i++)
            two.Apply(Frame(two, Start + i, cpu: 5, seconds: [0.1]));

        var points = PointBuilder.Build([one, two], Start, Start + 29);

        Assert.Equal(10, points[9].CpuPercent);
        Assert.Equal(5, points[12].CpuPercent);
    }

    private static LiveInstance Instance(int id) =>
        new(new InstanceEntry(new InstanceId(id), new BotId(1), $"shard-{id}", Start * 1_000_000), new WatchedMetrics());

    private static LiveFrame Frame(LiveInstance instance, long second, double cpu, double[] seconds)
    {
        var sketch = new Sketch();
        foreach (var value in seconds)
            sketch.Add(value);
        var histograms = new Histograms { Series = { 0 }, Sum = { sketch.Sum }, Min = { sketch.Min }, Max = { sketch.Max }, Bins = { (uint)sketch.Keys.Length } };
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            histograms.Key.Add((uint)(i == 0 ? sketch.Keys[0] : sketch.Keys[i] - sketch.Keys[i - 1]));
            histograms.Count.Add((ulong)sketch.Counts[i]);
        }

        var frame = new Frame
        {
            EndUs = (second + 1) * 1_000_000,
            Histograms = histograms,
            Gauges = new Gauges { Series = { 1 }, Last = { cpu } },
        };
        return new LiveFrame(instance.Entry, null, frame, [Durations, Cpu], [], second / 60, (second + 1) * 1_000_000 + 50_000);
    }
}
