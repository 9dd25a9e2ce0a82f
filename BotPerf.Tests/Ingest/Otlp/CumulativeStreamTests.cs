using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Ingest.Otlp;
using BotPerf.Web.Storage.Telemetry;
using static BotPerf.Tests.Ingest.Otlp.OtlpExport;

namespace BotPerf.Tests.Ingest.Otlp;

/// <summary>What counts from a beginning is counted once: over repeats, resets, restarts of the bot and of the server.</summary>
public sealed class CumulativeStreamTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    private DateTimeOffset Now => _clock.GetUtcNow();
    private DateTimeOffset Start { get; }

    public CumulativeStreamTests() => Start = Now.AddMinutes(-1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sum_PointAfterPoint_AddsWhatIsNew()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);

        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"5\""))));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"12\""))));

        Assert.Equal(12, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_SameOrOlderPointAgain_ChangesNothing()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var older = Of(Counter("hits", Point(Start, Now, "\"asInt\":\"5\"")));
        await PushAsync(core, older);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var newer = Of(Counter("hits", Point(Start, Now, "\"asInt\":\"12\"")));
        await PushAsync(core, newer);

        Assert.Equal(0, (await PushAsync(core, newer)).Rejected);
        Assert.Equal(0, (await PushAsync(core, older)).Rejected);

        Assert.Equal(12, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_ServerStartsAgain_GoesOnWhereItWas()
    {
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
            await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"5\""))));
        _clock.Advance(TimeSpan.FromHours(3));

        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(again, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"12\""))));

        Assert.Equal(12, again.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_BotStartsAgain_CountsAnew()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"5\""))));
        _clock.Advance(TimeSpan.FromMinutes(2));

        await PushAsync(core, Of(Counter("hits", Point(Now.AddMinutes(-1), Now, "\"asInt\":\"7\""))));

        Assert.Equal(12, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_ValueFell_WasSetBackToZero()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asDouble\":5"))));
        _clock.Advance(TimeSpan.FromSeconds(10));

        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asDouble\":2.5"))));

        Assert.Equal(7.5, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_BeganLongBeforeItWasSeen_IsCountedFromThenOnAndSaysSo()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var longAgo = Now.AddDays(-30);

        var first = await PushAsync(core, Of(Counter("hits", Point(longAgo, Now, "\"asInt\":\"1000000\""))));
        _clock.Advance(TimeSpan.FromSeconds(10));
        var second = await PushAsync(core, Of(Counter("hits", Point(longAgo, Now, "\"asInt\":\"1000003\""))));

        Assert.Equal(0, first.Rejected);
        Assert.Contains("counted from now on", first.Message, StringComparison.Ordinal);
        Assert.Empty(second.Message);
        Assert.Equal(3, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_NewLabelOfAMetricThatIsWatched_CountsFromZero()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var longAgo = Now.AddDays(-30);
        await PushAsync(core, Of(Counter("hits", Point(longAgo, Now, "\"asInt\":\"1000\""))));
        _clock.Advance(TimeSpan.FromSeconds(10));

        await PushAsync(core, Of(Counter("hits", Point(longAgo, Now,
            """ "asInt":"4","attributes":[{"key":"command","value":{"stringValue":"rare"}}]"""))));

        Assert.Equal(4, core.Totals()["hits_total command=rare"].Sum);
    }

    [Fact]
    public async Task Sum_TwoProcessesUnderOneName_BothCount()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        for (var i = 1; i <= 3; i++)
        {
            await PushAsync(core, Of(Counter("hits", Point(Start, Now, $"\"asInt\":\"{i * 10}\""))));
            await PushAsync(core, Of(Counter("hits", Point(Start.AddSeconds(3), Now, $"\"asInt\":\"{i}\""))));
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(33, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Sum_BeyondWhatADoubleHolds_DifferenceIsExact()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Counter("bytes", Point(Now.AddDays(-9), Now, "\"asInt\":\"9007199254740993\""))));
        _clock.Advance(TimeSpan.FromSeconds(10));

        await PushAsync(core, Of(Counter("bytes", Point(Now.AddSeconds(-10).AddDays(-9), Now, "\"asInt\":\"9007199254740994\""))));

        Assert.Equal(1, core.Totals()["bytes_total"].Sum);
    }

    [Fact]
    public async Task Histogram_PointAfterPointAndARestart_AddsWhatIsNew()
    {
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
        {
            await PushAsync(core, Of(Histogram("size", Point(Start, Now,
                """ "count":"3","sum":30,"min":2,"max":18,"explicitBounds":[5,10,20],"bucketCounts":["1","1","1","0"]"""), temporality: 2)));
        }

        _clock.Advance(TimeSpan.FromSeconds(10));
        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(again, Of(Histogram("size", Point(Start, Now,
            """ "count":"5","sum":90,"min":2,"max":45,"explicitBounds":[5,10,20],"bucketCounts":["1","1","2","1"]"""), temporality: 2)));

        var sketch = again.Totals()["size"].Sketch!;
        Assert.Equal((5, 90.0, 2.0, 45.0), (sketch.Count, sketch.Sum, sketch.Min, sketch.Max));
    }

    [Fact]
    public async Task ExponentialHistogram_GrownCoarser_AddsWhatIsNew()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        // Scale 1 has buckets of √2: 4 and 5 are indices 3 and 4. At scale 0 both lie in 1 and 2: (2, 4] and (4, 8].
        await PushAsync(core, Of(Exponential("size", Point(Start, Now,
            """ "count":"2","sum":9,"scale":1,"positive":{"offset":3,"bucketCounts":["1","1"]}"""), temporality: 2)));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await PushAsync(core, Of(Exponential("size", Point(Start, Now,
            """ "count":"4","sum":75,"zeroCount":"1","scale":0,"positive":{"offset":1,"bucketCounts":["1","1","0","0","0","1"]}"""), temporality: 2)));

        var sketch = core.Totals()["size"].Sketch!;
        Assert.Equal((4, 75.0, 0.0), (sketch.Count, sketch.Sum, sketch.Min));
        Assert.InRange(sketch.Max, 64, 128);
    }

    [Fact]
    public async Task Streams_MoreThanAnInstanceMayHave_AreRefusedUntilOthersFallSilent()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        string Flood(int from, int count) => Of(string.Join(',', Enumerable.Range(from, count).Select(i =>
            Counter("hits", Point(Start, Now, $$""" "asInt":"1","attributes":[{"key":"user","value":{"stringValue":"u{{i}}"} }]""")))));

        for (var i = 0; i < 10; i++)
            Assert.Equal(0, (await PushAsync(core, Flood(i * 999, 999))).Rejected);
        var beyond = await PushAsync(core, Flood(100_000, 500));
        Assert.InRange(beyond.Rejected, 400, 500);
        Assert.Contains("series_limit", beyond.Message, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, (await PushAsync(core, Flood(100_000, 500).Replace(Nanos(Start), Nanos(Now.AddSeconds(-1)), StringComparison.Ordinal))).Rejected);
    }

    [Fact]
    public async Task Sum_StreamMadeRoomAndCameBack_IsNotCountedAgain()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Labelled("hits", Start, [("early", 1_000), .. Enumerable.Range(0, 9).Select(i => ($"e{i}", 1))])));
        _clock.Advance(TimeSpan.FromHours(2));
        await FillAsync(core, before: 11);
        // Makes room, and lets the metric be known again by a stream that nobody had seen.
        await PushAsync(core, Of(Labelled("hits", Start, ("late", 7))));
        _clock.Advance(TimeSpan.FromSeconds(10));

        var again = await PushAsync(core, Of(Labelled("hits", Start, ("early", 1_002))));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await PushAsync(core, Of(Labelled("hits", Start, ("early", 1_005))));

        Assert.Contains("counted from now on", again.Message, StringComparison.Ordinal);
        Assert.Equal(1_003, core.Totals()["hits_total user=early"].Sum);
    }

    [Fact]
    public async Task Sum_StreamOfTheExportThatMakesRoom_StaysKnown()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Labelled("hits", Start, ("old", 1_000))));
        _clock.Advance(TimeSpan.FromHours(2));
        await FillAsync(core, before: 2);

        // The new one comes first and needs room; the old one was silent for two hours, as after an outage.
        await PushAsync(core, Of(Labelled("hits", Start, ("new", 1), ("old", 1_004))));

        Assert.Equal(1_004, core.Totals()["hits_total user=old"].Sum);
    }

    [Fact]
    public async Task Sum_InstanceSilentForDays_ComesBackAndIsNotCountedAgain()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Labelled("hits", Start, ("a", 1_000), ("b", 500))));
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        await PushAsync(core, Of(Labelled("hits", Start, ("x", 1)), "another"));

        // An exporter may send its streams in several requests.
        await PushAsync(core, Of(Labelled("hits", Start, ("a", 1_001))));
        await PushAsync(core, Of(Labelled("hits", Start, ("b", 502))));

        Assert.Equal((1_000.0, 500.0), (core.Totals()["hits_total user=a"].Sum, core.Totals()["hits_total user=b"].Sum));
    }

    [Fact]
    public async Task Erase_Instance_ForgetsItsStreams()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"5\""))));
        await core.Writer.WriteAsync(new EraseWork(core.Instance().Entry.Id));
        _clock.Advance(TimeSpan.FromSeconds(10));

        await PushAsync(core, Of(Counter("hits", Point(Start, Now, "\"asInt\":\"12\""))));

        Assert.Equal(5 + 12, core.Totals()["hits_total"].Sum);
    }

    [Fact]
    public async Task Resources_EachIsAnInstanceOfItsOwn()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var metric = Counter("hits", Point(Start, Now, "\"asInt\":\"5\""));

        await PushAsync(core, $$"""{"resourceMetrics":[{{Resource(metric, "one")}},{{Resource(metric, "two")}},{{Resource(metric, null)}}]}""");

        Assert.All(["one", "two", "default"], name => Assert.Equal(5, core.Totals(name)["hits_total"].Sum));
    }

    private string Labelled(string metric, DateTimeOffset start, params (string User, int Value)[] points) =>
        Counter(metric, string.Join(',', points.Select(point => Point(start, Now,
            $$""" "asInt":"{{point.Value}}","attributes":[{"key":"user","value":{"stringValue":"{{point.User}}"} }]"""))));

    /// <summary>As many streams as an instance may still have, all of them heard of just now.</summary>
    private async Task FillAsync(IngestCore core, int before)
    {
        foreach (var users in Enumerable.Range(0, OtlpStreams.MostStreams - before - 1).Chunk(1_000))
            Assert.Equal(0, (await PushAsync(core, Of(Labelled("fill", Now.AddSeconds(-1), [.. users.Select(n => ($"u{n}", 1))])))).Rejected);
    }
}
