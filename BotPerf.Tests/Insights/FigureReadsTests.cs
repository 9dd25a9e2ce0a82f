using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Insights;

/// <summary>Watched figures as they are read from a real file.</summary>
public sealed class FigureReadsTests : IDisposable
{
    private static readonly WatchedFigure s_p95 = new(MetricNames.CommandDuration, WatchedFigure.P95, "Response time");
    private static readonly WatchedFigure s_together = new(MetricNames.CommandDuration, WatchedFigure.Rate, "Commands", Together: true);
    private static readonly WatchedFigure s_heap = new(MetricNames.HeapBytes, WatchedFigure.Highest, "Heap");

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_MoreThanTen_AreThoseWithMostValues()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var frames = new FrameMaker();
        for (var i = 1; i <= 13; i++)
            await core.PushAsync(frames.Commands(core.NowUs + i, $"command-{i}", [.. Enumerable.Repeat(0.1, i)]));

        var lines = await Reads(core).LinesAsync(IngestCore.Bot, null, [s_p95, s_together], Range(core), CancellationToken.None);

        Assert.Equal(
            Enumerable.Range(4, 10).Reverse().Select(i => $"command-{i}"), lines.Where(line => line.Figure == s_p95).Select(line => line.Series!["command"]));
        Assert.Equal("", Assert.Single(lines, line => line.Figure == s_together).Instance);
    }

    [Fact]
    public async Task Values_OfEachSort_AreAsAHistoryHasThem()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (one, two) = (new FrameMaker(), new FrameMaker());
        await core.PushAsync(one.Commands(core.NowUs + 1, "busy", 0.1, 0.1, 0.1, 0.1, 0.1, 2), "one");
        await core.PushAsync(one.Commands(core.NowUs + 2, "rare", 0.1, 0.1, 0.1, 0.1), "one");
        await core.PushAsync(two.Gauge(two.Next(core.NowUs + 1), MetricNames.HeapBytes, 50), "two");
        await core.PushAsync(two.Gauge(two.Next(core.NowUs + 2), MetricNames.HeapBytes, 20), "two");
        var reads = Reads(core);

        var lines = await reads.LinesAsync(IngestCore.Bot, null, [s_p95, s_together, s_heap], Range(core), CancellationToken.None);
        var values = await reads.ValuesAsync(IngestCore.Bot, null, lines, Range(core), CancellationToken.None);

        Assert.Equal(2, Of("busy"), 0.03);
        Assert.Empty(values[lines.Single(line => line.Series?["command"] == "rare")]);
        Assert.Equal(10 / 300.0, values[lines.Single(line => line.Figure == s_together)].Sum(value => value.Value), 6);
        Assert.Equal(50, values[lines.Single(line => line is { Figure: var figure, Instance: "two" } && figure == s_heap)].Single().Value);

        double Of(string command) => values[lines.Single(line => line.Series?["command"] == command)].Single().Value;
    }

    private static FigureReads Reads(IngestCore core) => new(core.Catalog, new StepReads(core.Rollups, core.Live), core.Heavy);

    private static StepRange Range(IngestCore core) => new(core.NowMinute / 5 * 5, core.NowMinute / 5 * 5 + 5, 5);
}
