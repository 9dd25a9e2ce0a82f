using System.Diagnostics;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Rollups;
using Xunit.Abstractions;

namespace BotPerf.Tests.Rollups;

/// <summary>Series over time against what was sent, whatever lies in memory and whatever on disk.</summary>
public sealed class HistoryQueriesTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Dictionary<string, string> Any = [];
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    public async Task History_RandomFramesLateAndSealed_EqualsWhatWasSent(int seed, int stepMinutes)
    {
        var random = new Random(seed);
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var durations = new Dictionary<long, List<double>>();
        var errors = new Dictionary<long, double>();
        string[] instances = ["a", "b", "c"];
        var sessions = instances.ToDictionary(name => name, _ => new FrameMaker());
        for (var i = 0; i < 150; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.Next(12)));
            var instance = instances[random.Next(instances.Length)];
            var late = random.Next(5) == 0 ? random.Next(300) * 1_000_000L : 0;
            var endUs = Math.Max(core.NowUs - late, Micros(began)) + 1;
            var values = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Math.Exp(random.NextDouble() * 12 - 8)).ToArray();
            var delta = random.Next(1, 9);
            var frame = sessions[instance].Commands(endUs, "help", values);
            await core.PushAsync(sessions[instance].Count(frame, MetricNames.CommandErrors, delta), instance);
            if (random.Next(6) == 0)
                await core.SealAsync((_, _) => random.Next(2) == 0);

            var step = endUs / 60_000_000 / stepMinutes * stepMinutes;
            durations.TryAdd(step, []);
            durations[step].AddRange(values);
            errors[step] = errors.GetValueOrDefault(step) + delta;
        }

        var range = StepRange.Of(began, _clock.GetUtcNow().AddSeconds(1), stepMinutes);
        var histogram = (await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.CommandDuration, new Dictionary<string, string> { ["command"] = "help" }, range, CancellationToken.None))!;
        var counter = (await core.History.OfAsync(IngestCore.Bot, null, MetricNames.CommandErrors, Any, range, CancellationToken.None))!;

        var points = Assert.Single(histogram.Series).Points.Cast<HistogramPoint>().ToList();
        Assert.Equal(durations.Keys.Order(), points.Select(point => point.T.ToUnixTimeSeconds() / 60));
        foreach (var point in points)
            AssertSame(durations[point.T.ToUnixTimeSeconds() / 60], point);
        var increases = Assert.Single(counter.Series).Points.Cast<CounterPoint>()
            .ToDictionary(point => point.T.ToUnixTimeSeconds() / 60, point => point.Increase);
        Assert.Equal(errors.OrderBy(step => step.Key), increases.OrderBy(step => step.Key));
    }

    [Fact]
    public async Task History_GaugeOfTwoInstances_IsKeptApartOverTheSeal()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var (a, b) = (new FrameMaker(), new FrameMaker());
        await core.PushAsync(a.Gauge(a.Next(core.NowUs + 1), MetricNames.Guilds, 10), "a");
        await core.SealAsync();
        await core.PushAsync(a.Gauge(a.Next(core.NowUs + 2), MetricNames.Guilds, 30), "a");
        await core.PushAsync(b.Gauge(b.Next(core.NowUs + 2), MetricNames.Guilds, 7), "b");

        var history = (await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.Guilds, Any, StepRange.Of(began, began.AddMinutes(1)), CancellationToken.None))!;

        Assert.Equal("gauge", history.Kind);
        Assert.Equal(["a", "b"], history.Series.Select(series => series.Labels["instance"]));
        Assert.Equal(new GaugePoint(began, 30, 20, 10, 30), Assert.Single(history.Series[0].Points));
        Assert.Equal(new GaugePoint(began, 7, 7, 7, 7), Assert.Single(history.Series[1].Points));
        Assert.Null(await core.History.OfAsync(
            IngestCore.Bot, null, "no_such_metric", Any, StepRange.Of(began, began.AddMinutes(1)), CancellationToken.None));
    }

    [Fact]
    public async Task Totals_OverSealsAndLateFrames_NeverFallAndCountEverythingOnce()
    {
        var random = new Random(5);
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var maker = new FrameMaker();
        var sent = 0L;
        var before = 0L;
        for (var i = 0; i < 120; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.Next(20)));
            var late = random.Next(4) == 0 ? random.Next(200) * 1_000_000L : 0;
            var values = Enumerable.Repeat(0.1, random.Next(1, 9)).ToArray();
            await core.PushAsync(maker.Count(maker.Commands(core.NowUs - late + 1, "help", values), MetricNames.CommandErrors, values.Length));
            sent += values.Length;
            if (random.Next(3) == 0)
                await core.SealAsync((_, _) => random.Next(2) == 0);

            var instance = core.Instance();
            lock (instance.Gate)
            {
                var totals = instance.Totals.With(instance.Open.Values).Values.ToList();
                Assert.Equal(sent, totals.Single(total => total.Sketch is not null).Sketch!.Count);
                Assert.Equal(sent, totals.Single(total => total.Sketch is null).Sum);
            }

            Assert.True(sent > before);
            before = sent;
        }
    }

    [Fact]
    public async Task History_MorePointsThanMemoryIsGivenFor_IsRefusedAndANarrowerOneIsNot()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var maker = new FrameMaker();
        const int Users = 400, Minutes = HistoryQueries.MostPoints / Users + 1;
        for (var minute = 0; minute < Minutes; minute++)
        {
            var frame = maker.Next(core.NowUs + 1);
            for (var user = 0; user < Users; user++)
                maker.Count(frame, "hits_total", 1, "user", $"u{user}");
            await core.PushAsync(frame);
            if (minute % 100 == 99)
                await core.SealAsync();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var one = new Dictionary<string, string> { ["user"] = "u7" };

        await Assert.ThrowsAsync<TooMuchHistoryException>(() => HitsAsync(Any, stepMinutes: 1));
        Assert.Equal(Minutes, Assert.Single((await HitsAsync(one, stepMinutes: 1))!.Series).Points.Count);
        Assert.Equal(Users, (await HitsAsync(Any, stepMinutes: 5))!.Series.Count);
        var (metrics, leftOut) = await core.History.AllAsync(
            IngestCore.Bot, null, StepRange.Of(began, _clock.GetUtcNow(), 1), 1_000, CancellationToken.None);
        Assert.Equal((Users - 1, 1), (Assert.Single(metrics).Series.Count, leftOut));

        Task<History?> HitsAsync(Dictionary<string, string> labels, int stepMinutes) => core.History.OfAsync(
            IngestCore.Bot, null, "hits_total", labels, StepRange.Of(began, _clock.GetUtcNow(), stepMinutes), CancellationToken.None);
    }

    [Fact]
    public async Task HeavyReads_MoreThanAreLetIn_WaitForTheirTurnAndNotForEver()
    {
        using var heavy = new HeavyReads(_clock);
        using var end = new ManualResetEventSlim();
        var reading = Enumerable.Range(0, HeavyReads.AtOnce).Select(_ => heavy.RunAsync(() => end.Wait(Eventually.Patience), default)).ToList();

        var tooLong = heavy.RunAsync(() => true, default);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<ReadsBusyException>(() => tooLong.WaitAsync(Eventually.Patience));

        var next = heavy.RunAsync(() => true, default);
        end.Set();
        Assert.True(await next.WaitAsync(Eventually.Patience));
        Assert.All(await Task.WhenAll(reading), Assert.True);
    }

    [Fact]
    public async Task DayOfFiftyCommands_IsReadInNoTime()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var maker = new FrameMaker();
        var random = new Random(1);
        for (var minute = 0; minute < 1_440; minute++)
        {
            var frame = maker.Next(core.NowUs + 1);
            for (var command = 0; command < 50; command++)
                maker.Add(frame, $"command{command}", Enumerable.Range(0, 10).Select(_ => Math.Exp(random.NextDouble() * 6 - 5)).ToArray());
            await core.PushAsync(frame);
            await core.SealAsync();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var clock = Stopwatch.StartNew();
        var table = await core.Commands.TableAsync(IngestCore.Bot, null, began, _clock.GetUtcNow(), CancellationToken.None);
        output.WriteLine($"commands, 24 h x 50 commands: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        var history = await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.CommandDuration, Any, StepRange.Of(began, _clock.GetUtcNow()), CancellationToken.None);
        output.WriteLine($"history, 24 h x 50 commands: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        var page = await core.Executions.NewestAsync(
            IngestCore.Bot, new ExecutionFilter(Command: "command7"), began.ToUnixTimeSeconds() / 60, core.NowMinute, null, 500, CancellationToken.None);
        output.WriteLine($"500 executions of one command: {clock.ElapsedMilliseconds} ms");

        Assert.Equal(1_440 * 500, table.Rows.Sum(row => row.Count));
        Assert.Equal(1_440 * 500, history!.Series.SelectMany(series => series.Points).Cast<HistogramPoint>().Sum(point => point.Count));
        Assert.Equal(500, page.Executions.Count);
    }

    private static void AssertSame(List<double> sent, HistogramPoint point)
    {
        var exact = sent.Order().ToArray();
        Assert.Equal((exact.Length, exact[0], exact[^1]), (point.Count, point.Min, point.Max));
        Assert.Equal(exact.Sum(), point.Sum, exact.Sum() * 1e-9);
        foreach (var (quantile, value) in new[] { (0.5, point.P50), (0.9, point.P90), (0.95, point.P95), (0.99, point.P99) })
        {
            var right = exact[(int)Math.Ceiling(quantile * exact.Length) - 1];
            Assert.InRange(value, right * 0.99, right * 1.01);
        }
    }

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
