using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Ingest;

/// <summary>What becomes of frames between the door and the file, on a real database.</summary>
public sealed class FrameAppendTests : IDisposable
{
    private const string Help = "command_duration_seconds command=help";
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly FrameMaker _session = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Push_SameFrameThreeTimesAndAfterSealingAndRestarts_IsStoredOnce()
    {
        Frame frame;
        await using (var core = await OpenAsync())
        {
            frame = _session.Commands(core.NowUs, "help", 0.1, 0.2);
            Assert.False((await core.PushAsync(frame)).Duplicate);
            Assert.True((await core.PushAsync(frame)).Duplicate);
            Assert.True((await core.PushAsync(frame)).Duplicate);
        }

        await using (var core = await OpenAsync())
        {
            Assert.True((await core.PushAsync(frame)).Duplicate);
            await core.SealAsync();
            Assert.True((await core.PushAsync(frame)).Duplicate);
        }

        await using (var core = await OpenAsync())
        {
            Assert.True((await core.PushAsync(frame)).Duplicate);
            Assert.Equal(2, core.Totals()[Help].Sketch!.Count);
            Assert.Equal(2, core.ExecutionsInDetail());
        }
    }

    [Fact]
    public async Task Push_SameFrameManyTimesAtOnce_IsStoredOnce()
    {
        await using var core = await OpenAsync();
        var frame = _session.Commands(core.NowUs, "help", 0.1);

        var acks = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => core.PushAsync(frame)));

        Assert.Equal(49, acks.Count(ack => ack.Duplicate));
        Assert.Equal(1, core.Totals()[Help].Sketch!.Count);
    }

    [Fact]
    public async Task Push_BesideWorkThatFails_IsStoredOnceAndTheCatalogIsAsTheDatabase()
    {
        await using (var core = await OpenAsync())
        {
            var pushes = new List<Task<PushAck>>();
            var failures = new List<Failing>();
            for (var i = 0; i < 30; i++)
            {
                pushes.Add(core.PushAsync(_session.Commands(core.NowUs, $"command{i % 7}", 0.1)));
                failures.Add(new Failing());
                core.Writer.Enqueue(failures[^1]);
            }

            Assert.All(await Task.WhenAll(pushes), ack => Assert.False(ack.Duplicate));
            foreach (var failing in failures)
                await Assert.ThrowsAsync<InvalidDataException>(() => failing.Done);
            Assert.Equal(30, core.Totals().Sum(series => series.Value.Sketch!.Count));
            Assert.Equal(7, core.Catalog.SeriesOf(IngestCore.Bot, MetricNames.CommandDuration).Count);
        }

        await using var again = await OpenAsync();
        Assert.Equal(30, again.Totals().Sum(series => series.Value.Sketch!.Count));
        Assert.Equal(7, again.Catalog.SeriesOf(IngestCore.Bot, MetricNames.CommandDuration).Count);
        Assert.Equal(7, again.Catalog.FindSession(IngestCore.Bot, "one", "s")!.Series.Count);
    }

    [Fact]
    public async Task Push_TransactionRolledBack_LeavesTheCatalogAsItWas()
    {
        await using var core = await OpenAsync();
        var sender = IngestCore.Sender();
        var frame = _session.Commands(core.NowUs, "help", 0.1);
        var append = new FrameAppend(core.Catalog, core.Live, sender, frame.Seq, [new FramePart(frame, [1])], core.NowUs);

        await Assert.ThrowsAsync<InvalidDataException>(() => core.Writer.WriteAsync(new Undone(append)));

        Assert.Empty(core.Catalog.Instances());
        Assert.Null(core.Catalog.FindSession(sender.Bot, sender.Instance, sender.Session!));
        Assert.Empty(core.Catalog.SeriesOf(IngestCore.Bot, MetricNames.CommandDuration));
        Assert.False((await core.PushAsync(frame)).Duplicate);
        Assert.Equal(1, core.Totals()[Help].Sketch!.Count);
    }

    [Fact]
    public async Task Push_DefinitionsRepeated_DoNoHarm()
    {
        await using var core = await OpenAsync();
        var first = _session.Commands(core.NowUs, "help", 0.1);
        var second = _session.Commands(core.NowUs, "play", 0.2);
        second.FirstSeries = 0;
        second.Series.Insert(0, first.Series[0]);

        await core.PushAsync(first);
        await core.PushAsync(second);
        await core.PushAsync(_session.Commands(core.NowUs, "help", 0.3));

        Assert.Equal(2, core.Totals()[Help].Sketch!.Count);
        Assert.Equal(1, core.Totals()["command_duration_seconds command=play"].Sketch!.Count);
    }

    [Fact]
    public async Task Push_DefinitionsLeftOut_IsRefusedAndTheSessionGoesOn()
    {
        await using var core = await OpenAsync();
        await core.PushAsync(_session.Commands(core.NowUs, "help", 0.1));
        var lost = _session.Commands(core.NowUs, "play", 0.1);
        var next = _session.Commands(core.NowUs, "stop", 0.1);

        Assert.Contains("first_series is 2, but only 1 series are defined", await core.RefusedAsync(next), StringComparison.Ordinal);
        await core.PushAsync(lost);
        Assert.False((await core.PushAsync(next)).Duplicate);
        Assert.Equal(3, core.Totals().Sum(series => series.Value.Sketch!.Count));
    }

    [Fact]
    public async Task Push_SelfContained_NeedsNoSession()
    {
        await using var core = await OpenAsync();
        var frame = new FrameMaker().Commands(core.NowUs, "help", 0.1);
        frame.SelfContained = true;
        frame.Seq = 0;

        await core.PushAsync(frame, session: null);
        await core.PushAsync(frame, session: null);

        Assert.Equal(2, core.Totals()[Help].Sketch!.Count);
    }

    [Fact]
    public async Task Push_NameOfAnotherKind_IsRefusedWithItsName()
    {
        await using var core = await OpenAsync();
        await core.PushAsync(_session.Count(_session.Next(core.NowUs), "votes", 1, "by", "ada"));
        var other = new FrameMaker();

        var message = await core.RefusedAsync(other.Gauge(other.Next(core.NowUs), "votes", 1), session: "t");

        Assert.Contains("votes is a counter and cannot be used as a gauge", message, StringComparison.Ordinal);
        Assert.Equal(1, core.Totals()["votes by=ada"].Sum);
    }

    [Fact]
    public async Task Push_MoreSeriesThanAMetricMayHave_TotalsStayRight()
    {
        const int more = 60;
        await using (var core = await OpenAsync())
        {
            for (var i = 0; i < WireLimits.MaxSeriesPerMetric + more; i += 20)
            {
                var frame = _session.Next(core.NowUs);
                for (var j = i; j < i + 20; j++)
                    _session.Count(frame, "votes", 1, "by", $"user{j}");
                await core.PushAsync(frame);
            }

            AssertTotals(core.Totals());
        }

        await using var again = await OpenAsync();
        AssertTotals(again.Totals());

        static void AssertTotals(IReadOnlyDictionary<string, SeriesAggregate> totals)
        {
            Assert.Equal(WireLimits.MaxSeriesPerMetric + 1, totals.Count);
            Assert.Equal(more, totals["votes by=__other__"].Sum);
        }
    }

    [Fact]
    public async Task Push_MoreMetricsThanABotMayHave_AreBoundedAndCounted()
    {
        const int metrics = WireLimits.MaxSeriesPerInstance + 1_500;
        await using (var core = await OpenAsync())
        {
            for (var i = 0; i < metrics; i += 500)
            {
                var frame = _session.Next(core.NowUs);
                for (var j = i; j < i + 500; j++)
                    _session.Count(frame, $"metric{j}", 1);
                await core.PushAsync(frame);
            }

            AssertTotals(core.Totals());
        }

        await using var again = await OpenAsync();
        AssertTotals(again.Totals());

        static void AssertTotals(IReadOnlyDictionary<string, SeriesAggregate> totals)
        {
            Assert.Equal(WireLimits.MaxSeriesPerInstance + 1, totals.Count);
            Assert.Equal(metrics, totals.Values.Sum(series => series.Sum));
        }
    }

    private Task<IngestCore> OpenAsync() => IngestCore.OpenAsync(_folder, _clock);

    private sealed class Failing : WriteWork
    {
        public override void Execute(TelemetryStatements statements) => throw new InvalidDataException("on purpose");
    }

    private sealed class Undone(WriteWork inner) : WriteWork
    {
        public override bool IsExclusive => true;

        public override void Execute(TelemetryStatements statements)
        {
            inner.Execute(statements);
            throw new InvalidDataException("on purpose");
        }

        public override void RolledBack() => inner.RolledBack();
    }
}
