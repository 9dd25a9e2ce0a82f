using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

public sealed class CommandHistoryQueriesTests : IDisposable
{
    private const string Hostile = "a/b?c#d%2F";

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task History_OfOneCommand_IsItsTableDividedByStepsAndInstances()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var (a, b) = (new FrameMaker(), new FrameMaker());
        await core.PushAsync(a.Commands(core.NowUs + 1, Hostile, 0.1, 0.2), "a");
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await core.PushAsync(b.Add(b.Commands(core.NowUs + 1, Hostile, 0.4), "help", 9), "b");
        var to = _clock.GetUtcNow().AddSeconds(1);
        var queries = new CommandHistoryQueries(core.Catalog, new StepReads(core.Rollups, core.Live), core.Live, core.Heavy, _clock);

        var history = await queries.OfAsync(IngestCore.Bot, null, Hostile, StepRange.Of(began, to), CancellationToken.None);
        var table = await core.Commands.TableAsync(IngestCore.Bot, null, began, to, CancellationToken.None);

        var row = table.Rows.Single(row => row.Name == Hostile);
        Assert.Equal((row.Count, row.P50Ms, row.P95Ms, row.MaxMs), (history.Total!.Count, history.Total.P50Ms, history.Total.P95Ms, history.Total.MaxMs));
        Assert.Equal([2L, 1L], history.Steps.Select(step => step.Durations.Count));
        Assert.Equal([("a", 2L), ("b", 1L)], history.Instances.Select(one => (one.Name, one.Count)));
        Assert.Equal(3, Assert.Single(history.Kinds).Count);
    }

    [Fact]
    public async Task History_DidNotRun_HasNoTotal()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var queries = new CommandHistoryQueries(core.Catalog, new StepReads(core.Rollups, core.Live), core.Live, core.Heavy, _clock);

        var history = await queries.OfAsync(
            IngestCore.Bot, null, "help", StepRange.Of(_clock.GetUtcNow().AddHours(-1), _clock.GetUtcNow()), CancellationToken.None);

        Assert.Null(history.Total);
        Assert.Empty(history.Steps);
    }

    [Fact]
    public async Task Misses_TimesToAcknowledge_AreThoseAboveThreeSeconds()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var maker = new FrameMaker();
        var frame = maker.Add(maker.Commands(core.NowUs + 1, "help", 0.1, 4, 5), "ban", 0.1);
        var acks = new Sketch();
        foreach (var seconds in new[] { 0.1, 2.95, 3.1, 9 })
            acks.Add(seconds);
        FrameMaker.AddSketch(frame, maker.Define(frame, SeriesKind.Histogram, MetricNames.CommandAck, LabelNames.Command, "help"), acks);
        await core.PushAsync(frame);

        var now = (began, _clock.GetUtcNow().AddSeconds(1));
        var compared = await core.Commands.CompareAsync(
            IngestCore.Bot, null, now, (began.AddMinutes(-1), began), CancellationToken.None);
        var modules = await core.Commands.CompareModulesAsync(
            IngestCore.Bot, null, now, (began.AddMinutes(-1), began), CancellationToken.None);

        Assert.Equal([("help", 2L), ("ban", (long?)null)], compared.Rows.Select(row => (row.Name, row.DeadlineMisses)));
        Assert.Equal(2, Assert.Single(modules.Rows).DeadlineMisses);
        Assert.Empty(compared.Before);
    }
}
