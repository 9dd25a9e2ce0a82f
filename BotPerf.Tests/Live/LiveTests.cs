using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Live;

/// <summary>What the open pages are told, from frames that went through the real core.</summary>
public sealed class LiveTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 5, Freshness.Live)]
    [InlineData(1, 6, Freshness.Late)]
    [InlineData(1, 30, Freshness.Late)]
    [InlineData(1, 31, Freshness.Offline)]
    [InlineData(60, 100, Freshness.Live)]
    [InlineData(60, 250, Freshness.Late)]
    [InlineData(60, 320, Freshness.Offline)]
    public void Rhythm_SilenceAfterFramesOfAnInterval_IsJudgedByTheInterval(int interval, int silence, Freshness expected)
    {
        var rhythm = new ArrivalRhythm(0);
        for (var i = 1; i <= 60; i++)
            rhythm.Arrived(i * interval * Second);

        Assert.Equal(expected, rhythm.At((60 * interval + silence) * Second));
    }

    [Fact]
    public void Ring_SlotOfAnEarlierRound_IsEmptyAgain()
    {
        var ring = new SecondRing();
        ring.Slot(1_000).Commands = 5;

        Assert.True(ring.TryGet(1_000, out var found));
        Assert.Equal(5, found.Commands);
        Assert.False(ring.TryGet(1_000 + SecondRing.Seconds, out _));
        Assert.Equal(0, ring.Slot(1_000 + SecondRing.Seconds).Commands);
        Assert.False(ring.TryGet(1_000, out _));
    }

    [Fact]
    public void RecentMinutes_OlderThanTheHour_AreLetGo()
    {
        var recent = new RecentMinutes();
        recent.At(100)!.Commands = 3;
        recent.At(100)!.Durations = new();
        recent.At(100 + RecentMinutes.SketchMinutes);

        Assert.Equal(3, recent.Find(100)!.Commands);
        Assert.Null(recent.Find(100)!.Durations);
        recent.At(100 + RecentMinutes.Minutes);
        Assert.Null(recent.Find(100));
        Assert.Null(recent.At(100));
    }

    [Fact]
    public async Task Points_PercentilesOfTenSeconds_AreWithinOnePercentOfTheExact()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var random = new Random(2);
        var session = new FrameMaker();
        var sent = new List<(long Second, double[] Values)>();
        for (var i = 0; i < 60; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (random.Next(4) == 0)
                continue;

            var values = Enumerable.Range(0, random.Next(1, 30)).Select(_ => Math.Exp(random.NextDouble() * 8 - 6)).ToArray();
            await core.PushAsync(session.Commands(core.NowUs + 1, "help", values));
            sent.Add((core.NowUs / Second, values));
        }

        var last = core.NowUs / Second;
        var points = PointBuilder.Build([core.Instance()], last - 40, last);

        Assert.Equal(41, points.Count);
        foreach (var point in points)
        {
            var window = sent.Where(one => one.Second > point.T - 10 && one.Second <= point.T).SelectMany(one => one.Values).Order().ToArray();
            var exact = window[(int)Math.Ceiling(0.95 * window.Length) - 1] * 1_000;
            Assert.InRange(point.P95Ms!.Value, exact * 0.99, exact * 1.01);
            Assert.Equal(sent.FirstOrDefault(one => one.Second == point.T).Values?.Length, (int?)point.Commands);
        }
    }

    [Fact]
    public async Task Points_SecondOfACountBeyondSixteenBits_KeepsItsCount()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var session = new FrameMaker();
        var frame = session.Commands(core.NowUs + 1, "help", 0.5);
        frame.Histograms.Count[0] = 1UL << 30;
        frame.Histograms.Sum[0] = 0.5 * (1UL << 30);

        await core.PushAsync(frame);
        await core.PushAsync(session.Commands(core.NowUs + 1, "help", 0.5));

        Assert.True(core.Instance().Seconds.TryGet(core.NowUs / Second, out var second));
        Assert.Equal((1 << 30) + 1, second.Commands);
        Assert.InRange(second.Bins!.Length, 1, 2_000);
    }

    [Fact]
    public async Task Gauges_LabelsOfABotsOwn_ShowTheWorstShare()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(Batch(core, """
            [{"type":"gauge","name":"rate_limit_used","value":4,"labels":{"bucket":"b"}},
             {"type":"gauge","name":"rate_limit_max","value":5,"labels":{"bucket":"b","route":"x"}},
             {"type":"gauge","name":"rate_limit_max","value":5,"labels":{"bucket":"b","route":"y"}}]
            """), session: null);

        var gauge = GaugeBuilder.Build([InstanceReading.Of(core.Instance(), core.NowUs, TimeSpan.Zero)]).Single(one => one.Key == "ratelimit");

        Assert.Equal((0.8, 0.8, 1.0), (gauge.Value, gauge.Warning, gauge.Critical));
    }

    [Fact]
    public async Task Gauges_SeveralInstances_ShowTheWorstThatSpeaks()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var silent = new FrameMaker();
        await core.PushAsync(silent.Gauge(silent.Next(core.NowUs + 1), MetricNames.CpuPercent, 99), "silent");
        _clock.Advance(TimeSpan.FromMinutes(2));
        foreach (var (name, cpu) in new[] { ("a", 20.0), ("b", 72.0) })
        {
            var session = new FrameMaker();
            await core.PushAsync(session.Gauge(session.Next(core.NowUs + 1), MetricNames.CpuPercent, cpu), name);
        }

        var readings = core.Live.Instances.Select(one => InstanceReading.Of(one, core.NowUs, TimeSpan.Zero)).ToList();
        var gauge = GaugeBuilder.Build(readings).Single(one => one.Key == "cpu");
        var summary = SummaryBuilder.Build(new Bot(IngestCore.Bot, "Aurora", _clock.GetUtcNow(), []), readings, core.NowUs);

        Assert.Equal((72.0, "b", 70.0, 85.0), (gauge.Value, gauge.Worst, gauge.Warning, gauge.Critical));
        Assert.Equal((Freshness.Live, 2, 3), (summary.Freshness, summary.InstancesLive, summary.Instances));
        Assert.Equal("silent", Assert.Single(summary.Silent!.Names));
        Assert.False(summary.Silent.Missed);
    }

    [Fact]
    public async Task Summary_OneInstanceSilent_IsAsFreshAsTheOthersAndNamesIt()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (one, two) = (new FrameMaker(), new FrameMaker());
        await core.PushAsync(two.Commands(core.NowUs, "help", 0.1), "two");
        core.Instance("two").Entry.Info = new() { Host = "web-2" };
        var fellSilent = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(5));
        await core.PushAsync(one.Commands(core.NowUs, "help", 0.1), "one");

        var others = Summary();
        _clock.Advance(TimeSpan.FromSeconds(20));
        var late = Summary();
        _clock.Advance(TimeSpan.FromMinutes(5));
        var all = Summary();

        Assert.Equal((Freshness.Live, fellSilent, true), (others.Freshness, others.Silent!.Since, others.Silent.Missed));
        Assert.Equal(["two"], others.Silent.Names);
        Assert.Equal((Freshness.Late, 1), (late.Freshness, late.Silent!.Names.Count));
        Assert.Equal((Freshness.Offline, null), (all.Freshness, all.Silent));

        BotSummary Summary() => SummaryBuilder.Build(
            new Bot(IngestCore.Bot, "Aurora", _clock.GetUtcNow(), []),
            [.. core.Live.Instances.Select(instance => InstanceReading.Of(instance, core.NowUs, TimeSpan.Zero))], core.NowUs);
    }

    [Fact]
    public void Rank_Freshness_PutsTheBrokenFirst() => Assert.Equal(
        [Freshness.Offline, Freshness.Late, Freshness.Live, Freshness.Waiting, Freshness.Stopped],
        Enum.GetValues<Freshness>().OrderBy(SummaryBuilder.Rank));

    private static BotPerf.Shared.Protocol.Frame Batch(IngestCore core, string events)
    {
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"events":{{events}}}""");
        var batch = BotPerf.Web.Ingest.EventBatch.Read(json.RootElement, out _)!;
        return Assert.Single(BotPerf.Web.Ingest.EventTranslator.Translate(batch, core.NowUs, 0, long.MaxValue, _ => null).Frames);
    }
}
