using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.HealthScores;

public sealed class EvidenceSumsTests
{
    private readonly EvidenceSums _sums = new(5);
    private int _series;

    [Fact]
    public void Build_GaugeOverSeveralMinutes_IsItsAverageWithItsSamples()
    {
        var cpu = New(SeriesKind.Gauge, MetricNames.CpuPercent);
        _sums.Add("a", cpu, Gauge(20, 40));
        _sums.Add("a", cpu, Gauge(90));

        var figure = Assert.Single(_sums.Build().Figures);

        Assert.Equal((HealthChecks.ProcessCpu, 50.0, "a", 3), (figure.Check, figure.Value, figure.Where, figure.Samples));
    }

    [Fact]
    public void Build_HeapBesideTheProcess_IsNotCountedTwice()
    {
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.HeapBytes), Gauge(100));
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.RssBytes), Gauge(300));
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.MemoryLimit), Gauge(1_000));

        var figure = Assert.Single(_sums.Build().Figures);

        Assert.Equal((HealthChecks.ProcessMemory, 300.0, 900.0), (figure.Check, figure.Value, figure.Curve.Critical));
    }

    [Fact]
    public void Build_HeapAlone_Speaks()
    {
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.HeapBytes), Gauge(100));

        Assert.Equal(HealthChecks.ProcessMemory, Assert.Single(_sums.Build().Figures).Check);
    }

    [Fact]
    public void Build_SharesOfWhatBelongsTogether_AreThoseOfTheirOwnInstanceAndLabel()
    {
        foreach (var (instance, used) in new[] { ("a", 2.0), ("b", 5.0) })
        {
            _sums.Add(instance, New(SeriesKind.Gauge, MetricNames.RateLimitUsed, (LabelNames.Bucket, "POST")), Gauge(used));
            _sums.Add(instance, New(SeriesKind.Gauge, MetricNames.RateLimitMax, (LabelNames.Bucket, "POST")), Gauge(5));
            _sums.Add(instance, New(SeriesKind.Gauge, MetricNames.SystemMemoryTotal), Gauge(100));
            _sums.Add(instance, New(SeriesKind.Gauge, MetricNames.SystemMemoryAvailable), Gauge(25));
        }

        var figures = _sums.Build().Figures;

        Assert.Equal([("POST of a", 0.4), ("POST of b", 1.0)], Of(figures, HealthChecks.RateLimit));
        Assert.Equal([("a", 0.75), ("b", 0.75)], Of(figures, HealthChecks.SystemMemory));
    }

    [Fact]
    public void Build_ShardsProbesHeartbeats_AreWhatTheyAreAtLast()
    {
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.ShardsConfigured), Gauge(4));
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.ShardsConnected), Gauge(4, 3));
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.HeartbeatAge, (LabelNames.Connection, "gateway:0")), Gauge(10, 130));
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.ProbeUp, (LabelNames.Target, "discord.com")), Gauge(1, 1, 0, 1));

        var figures = _sums.Build().Figures;

        Assert.Equal([("", 0.25)], Of(figures, HealthChecks.ShardsMissing));
        Assert.Equal([("gateway:0", 130.0)], Of(figures, HealthChecks.Heartbeat));
        Assert.Equal([("discord.com", 0.25)], Of(figures, HealthChecks.ProbeDown));
    }

    [Theory]
    [InlineData(19, 0)]
    [InlineData(20, 2)]
    public void Build_Executions_CountFromTwentyOn(int executions, int figures)
    {
        _sums.Add("", New(SeriesKind.Histogram, MetricNames.CommandDuration, (LabelNames.Command, "help")), Durations(executions, 0.1));
        _sums.Add("", New(SeriesKind.Counter, MetricNames.CommandErrors, (LabelNames.Command, "help")), SeriesAggregate.Counter(1, 1));

        var evidence = _sums.Build();

        Assert.Equal((figures, executions), (evidence.Figures.Count, evidence.Executions));
    }

    [Fact]
    public void Build_QuietBot_TakesItsErrorRateFromALongerWindow()
    {
        _sums.Add("", New(SeriesKind.Histogram, MetricNames.CommandDuration), Durations(3, 0.1));
        _sums.AddExecutions(40, 4, 60);

        var figure = Assert.Single(_sums.Build().Figures);

        Assert.Equal((HealthChecks.ErrorRate, 0.1, 60, 40L), (figure.Check, figure.Value, figure.Minutes, figure.Samples));
    }

    [Fact]
    public void Build_MetricOfTheBotsOwnByAKnownName_IsLeftOut()
    {
        _sums.Add("", New(SeriesKind.Counter, MetricNames.CpuPercent), SeriesAggregate.Counter(99, 1));
        _sums.Add("", New(SeriesKind.Gauge, MetricNames.CommandErrors), Gauge(99));

        Assert.Empty(_sums.Build().Figures);
    }

    private static IEnumerable<(string, double)> Of(IEnumerable<Measured> figures, HealthCheck check) =>
        figures.Where(figure => figure.Check == check).Select(figure => (figure.Where, figure.Value)).OrderBy(figure => figure.Where);

    private Series New(SeriesKind kind, string name, params (string Name, string Value)[] labels) =>
        new(++_series, kind, name, [.. labels.Select(label => new Label(label.Name, label.Value))], "");

    private static SeriesAggregate Gauge(params double[] values)
    {
        var gauge = SeriesAggregate.Create(SeriesKind.Gauge);
        for (var i = 0; i < values.Length; i++)
            gauge.AddGauge(values[i], values[i], values[i], i + 1);
        return gauge;
    }

    private static SeriesAggregate Durations(int count, double seconds)
    {
        var sketch = new Sketch();
        for (var i = 0; i < count; i++)
            sketch.Add(seconds);
        return SeriesAggregate.Histogram(sketch);
    }
}
