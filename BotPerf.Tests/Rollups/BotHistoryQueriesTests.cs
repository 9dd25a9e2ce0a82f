using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

public sealed class BotHistoryQueriesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task History_SeveralInstancesAndCommands_IsTheBotAsAWhole()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (a, b) = (new FrameMaker(), new FrameMaker());
        var began = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(10));
        var frame = a.Add(a.Commands(core.NowUs, "help", 0.1, 0.2), "vote", 0.3);
        await core.PushAsync(a.Gauge(a.Gauge(a.Count(frame, MetricNames.CommandErrors, 2), MetricNames.CpuPercent, 20), MetricNames.RssBytes, 100), "a");
        frame = b.Commands(core.NowUs, "help", 0.4);
        await core.PushAsync(b.Gauge(b.Gauge(frame, MetricNames.CpuPercent, 50), MetricNames.RssBytes, 11), "b");
        await core.SealAsync();

        var history = new BotHistoryQueries(core.Catalog, new StepReads(core.Rollups, core.Live), _clock);
        var range = StepRange.Of(began, _clock.GetUtcNow().AddSeconds(1));
        var all = Assert.Single(await history.OfAsync(IngestCore.Bot, null, range, CancellationToken.None));
        var one = Assert.Single(await history.OfAsync(IngestCore.Bot, "b", range, CancellationToken.None));

        Assert.Equal((4, 2, 50, 111), (all.Durations.Count, all.Errors, all.Cpu, all.Rss));
        Assert.Equal(0.4, all.Durations.Max);
        Assert.Null(all.GatewayMs);
        Assert.Equal((1, 0, 50, 11), (one.Durations.Count, one.Errors, one.Cpu, one.Rss));
    }

    [Fact]
    public async Task History_BeginningWithinAStep_HasTheRestOfItAndTheHighest()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (maker, began) = (new FrameMaker(), _clock.GetUtcNow());
        for (var minute = 0; minute < 10; minute++)
        {
            var frame = maker.Commands(core.NowUs + 1, "help", 0.1);
            await core.PushAsync(maker.Gauge(frame, MetricNames.RssBytes, minute is 1 or 8 ? 900 : 100));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await core.SealAsync();
        var history = new BotHistoryQueries(core.Catalog, new StepReads(core.Rollups, core.Live), _clock);
        var from = began.AddMinutes(3);
        var range = StepRange.Of(from, _clock.GetUtcNow(), 5).BeginningAt(from);
        var steps = await history.OfAsync(IngestCore.Bot, null, range, CancellationToken.None);

        Assert.Equal([(2L, 120.0, 100.0, 100.0), (5, 300, 260, 900)], steps.Select(step => (step.Durations.Count, step.Seconds, step.Rss!.Value, step.Most.Rss!.Value)));
        var resource = PerformanceBuilder.Of(new CommandsTogether(new ComparedRows<CommandRow>(from, _clock.GetUtcNow(), [], []), null, null), steps, from).Resources;
        Assert.Equal(("Memory (RSS)", 1_500.0 / 7, 900), resource.Select(one => (one.Name, one.Average, one.Most)).Single());
    }
}
