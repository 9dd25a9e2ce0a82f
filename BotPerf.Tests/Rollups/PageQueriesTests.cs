using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

/// <summary>The figures of the pages behind a bot, against what was sent and what the histories of REST say.</summary>
public sealed class PageQueriesTests : IDisposable
{
    private static readonly Dictionary<string, string> Any = [];
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Database_QueriesOfTwoInstancesOverTheSeal_EqualTheHistoryOfRest()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (a, b) = (new FrameMaker(), new FrameMaker());
        var began = _clock.GetUtcNow();
        var frame = a.Durations(a.Next(core.NowUs + 1), MetricNames.QueryDuration, LabelNames.Type, "SELECT", 0.004, 0.006, 0.4);
        await core.PushAsync(a.Count(frame, MetricNames.QueryErrors, 2, LabelNames.Type, "SELECT"), "a");
        await core.SealAsync();
        frame = b.Durations(b.Next(core.NowUs + 1), MetricNames.QueryDuration, LabelNames.Type, "SELECT", 0.005);
        frame = b.Durations(frame, MetricNames.QueryDuration, LabelNames.Type, "<b>", 0.1);
        await core.PushAsync(frame, "b");

        var range = StepRange.Of(began, began.AddMinutes(1));
        var rows = (await new DatabaseQueries(Reads(core)).OfAsync(IngestCore.Bot, null, range, CancellationToken.None)).Queries;
        var history = (await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.QueryDuration, new Dictionary<string, string> { [LabelNames.Type] = "SELECT" }, range, CancellationToken.None))!;

        var point = (HistogramPoint)Assert.Single(Assert.Single(history.Series).Points);
        Assert.Equal(["SELECT", "<b>"], rows.Select(row => row.Names[0]));
        Assert.Equal((4, 2L, 0.5), (rows[0].Count, rows[0].Errors, rows[0].ErrorRate));
        Assert.Equal(0L, rows[1].Errors);
        Assert.Equal(
            (point.Count, point.Avg * 1_000, point.P50 * 1_000, point.P95 * 1_000, point.P99 * 1_000, point.Max * 1_000),
            (rows[0].Count, rows[0].AvgMs, rows[0].P50Ms, rows[0].P95Ms, rows[0].P99Ms, rows[0].MaxMs));
    }

    [Fact]
    public async Task Database_PoolsAndCaches_PoolsStayApartAndLookUpsAddUp()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (a, b) = (new FrameMaker(), new FrameMaker());
        var began = _clock.GetUtcNow();
        await core.PushAsync(Pool(a, a.Next(core.NowUs + 1), active: 3, waiting: 0, hits: 90, misses: 10), "a");
        await core.PushAsync(Pool(b, b.Next(core.NowUs + 1), active: 16, waiting: 5, hits: 0, misses: 100), "b");

        var figures = await new DatabaseQueries(Reads(core)).OfAsync(
            IngestCore.Bot, null, StepRange.Of(began, began.AddMinutes(1)), CancellationToken.None);

        Assert.Equal([("b", 16, 5), ("a", 3, 0)], figures.Pools.Select(row => (row.Instance, row.Active, row.Waiting)).Select(row => (row.Instance, (int)row.Active!, (int)row.Waiting!)));
        var cache = Assert.Single(figures.Caches);
        Assert.Equal((90, 110, 0.45), (cache.Hits, cache.Misses, cache.HitRate));
        Assert.Null(cache.Evictions);
        Assert.Empty(figures.Stores);
    }

    [Fact]
    public async Task System_TwoInstancesOnOneMachine_StayApartWorstFirstAndTheMachineIsToldOnce()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (a, b) = (new FrameMaker(), new FrameMaker());
        var began = _clock.GetUtcNow();
        await core.PushAsync(Machine(a, a.Gauge(a.Next(core.NowUs + 1), MetricNames.CpuPercent, 20)), "a");
        await core.PushAsync(Machine(b, b.Gauge(b.Next(core.NowUs + 1), MetricNames.CpuPercent, 30)), "b");
        await core.PushAsync(b.Gauge(b.Next(core.NowUs + 2), MetricNames.CpuPercent, 90), "b");
        var range = StepRange.Of(began, began.AddMinutes(1));

        var read = await Reads(core).OfAsync(
            IngestCore.Bot, null, [MetricNames.CpuPercent, MetricNames.SystemCpu, MetricNames.DiskUsed, MetricNames.DiskTotal], range, CancellationToken.None);
        var figures = SystemQueries.Of(read, new Dictionary<string, string> { ["a"] = "host", ["b"] = "host" });
        var history = (await core.History.OfAsync(IngestCore.Bot, null, MetricNames.CpuPercent, Any, range, CancellationToken.None))!;

        Assert.Equal([("b", 60, 90), ("a", 20, 20)], figures.Runtimes.Select(row => (row.Instance, (int)row.CpuPercent!, (int)row.MostCpuPercent!)));
        Assert.Equal(60, Assert.IsType<GaugePoint>(Assert.Single(history.Series[1].Points)).Avg);
        Assert.Equal(("host", 50), (Assert.Single(figures.Hosts).Host, (int)figures.Hosts[0].CpuPercent!));
        Assert.Equal(0.75, Assert.Single(figures.Disks).Share);
    }

    [Fact]
    public async Task Network_LimitsCircuitsAndStatuses_SayHowCloseHowOpenAndHowManyFailed()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var maker = new FrameMaker();
        var began = _clock.GetUtcNow();
        var frame = maker.Gauge(maker.Next(core.NowUs + 1), MetricNames.RateLimitUsed, 5, LabelNames.Bucket, "POST /channels");
        frame = maker.Gauge(frame, MetricNames.RateLimitMax, 5, LabelNames.Bucket, "POST /channels");
        frame = maker.Gauge(frame, MetricNames.CircuitState, 1, LabelNames.State, "open");
        frame = maker.Durations(frame, MetricNames.HttpDuration, LabelNames.Status, "200", 0.1, 0.1);
        frame = maker.Durations(frame, MetricNames.HttpDuration, LabelNames.Status, "429", 0.1);
        frame = maker.Durations(frame, MetricNames.HttpDuration, LabelNames.Status, "error", 3);
        await core.PushAsync(frame);
        frame = maker.Gauge(maker.Next(core.NowUs + 2), MetricNames.RateLimitUsed, 1, LabelNames.Bucket, "POST /channels");
        await core.PushAsync(maker.Gauge(frame, MetricNames.CircuitState, 0, LabelNames.State, "open"));

        var figures = await new NetworkQueries(Reads(core)).OfAsync(
            IngestCore.Bot, null, StepRange.Of(began, began.AddMinutes(1)), CancellationToken.None);

        var limit = Assert.Single(figures.RateLimits);
        Assert.Equal((0.2, 1.0), (limit.Share, limit.MostShare));
        Assert.Equal(("", 0.5), (Assert.Single(figures.Circuits).State, figures.Circuits[0].OpenShare));
        Assert.Equal((4, 2L), (Assert.Single(figures.Http).Count, figures.Http[0].Errors));
        Assert.Equal("one", limit.Instance);
    }

    [Fact]
    public async Task Metrics_OfABot_AreListedWithKindUnitAndLabels()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var maker = new FrameMaker();
        var frame = maker.Count(maker.Next(core.NowUs + 1), "votes_total", 1, "place", "top");
        await core.PushAsync(maker.Count(frame, "votes_total", 1, "place", "<b>"));

        var metric = Assert.Single(new MetricListQueries(core.Catalog).Of(IngestCore.Bot));

        Assert.Equal(("votes_total", "counter", 2), (metric.Name, metric.Kind, metric.Series));
        Assert.Equal(["<b>", "top"], Assert.Single(metric.Labels).Values);
    }

    private static Frame Pool(FrameMaker maker, Frame frame, double active, double waiting, double hits, double misses)
    {
        frame = maker.Gauge(maker.Gauge(frame, MetricNames.PoolActive, active), MetricNames.PoolWaiting, waiting);
        return maker.Count(maker.Count(frame, MetricNames.CacheHits, hits, LabelNames.Cache, "x"), MetricNames.CacheMisses, misses, LabelNames.Cache, "x");
    }

    private static Frame Machine(FrameMaker maker, Frame frame)
    {
        frame = maker.Gauge(frame, MetricNames.SystemCpu, 50);
        return maker.Gauge(maker.Gauge(frame, MetricNames.DiskUsed, 30, LabelNames.Mount, "/"), MetricNames.DiskTotal, 40, LabelNames.Mount, "/");
    }

    private MetricReads Reads(IngestCore core) =>
        new(core.Catalog, new StepReads(core.Rollups, core.Live), core.Live, core.Heavy, _clock);
}
