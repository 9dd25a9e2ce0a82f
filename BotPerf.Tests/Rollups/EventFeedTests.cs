using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using ErrorSent = BotPerf.Shared.Protocol.ErrorGroup;

namespace BotPerf.Tests.Rollups;

public sealed class EventFeedTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly FrameMaker _maker = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Feed_ExecutionsOverTheSeal_EachComesOnceNewestFirst()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(_maker.Commands(core.NowUs, "help", 0.1, 0.2));
        var feed = Open(core, new FeedFilter());

        Assert.Equal([200, 100], Ms(feed.Next(200)));
        Assert.Empty(feed.Next(200).Entries);
        await core.PushAsync(_maker.Commands(core.NowUs + 1, "vote", 0.3));
        Assert.Equal([300], Ms(feed.Next(200)));
        await core.SealAsync();
        Assert.Empty(feed.Next(200).Entries);
        await core.PushAsync(_maker.Commands(core.NowUs + 2, "help", 0.4));
        var last = Assert.Single(feed.Next(200).Entries);
        Assert.Equal((4, "help", 400), (last.Number, last.Name, last.Ms));
    }

    [Fact]
    public async Task Feed_Filters_LetOnlyThroughWhatFits()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(Fail(_maker.Add(_maker.Commands(core.NowUs, "Help", 0.1, 0.9), "vote", 0.8), "Timeout", failed: 2));

        Assert.Equal([100, 900], Ms(Open(core, new FeedFilter(Command: "hel")).Next(200)).Order());
        Assert.Equal([800, 900], Ms(Open(core, new FeedFilter(SlowerThanMs: 500)).Next(200)).Order());
        var errors = Open(core, new FeedFilter(OnlyErrors: true)).Next(200).Entries;
        Assert.Equal([(FeedKind.Execution, 1L), (FeedKind.Error, 4L)], errors.Select(entry => (entry.Kind, entry.Count)).Order());
        Assert.All(errors, entry => Assert.Equal("Timeout: <img src=x>", entry.Text));
        Assert.Empty(Open(core, new FeedFilter(Bot: new Web.Storage.BotId(99))).Next(200).Entries);
    }

    [Fact]
    public async Task Feed_Flood_GivesTheNewestAndCountsTheRest()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var feed = Open(core, new FeedFilter());
        await core.PushAsync(_maker.Commands(core.NowUs, "help", [.. Enumerable.Repeat(0.1, 50)]));

        var batch = feed.Next(12);

        Assert.Equal((12, 38), (batch.Entries.Count, batch.LeftOut));
        Assert.Equal(batch.Entries.Select(entry => entry.At).OrderDescending(), batch.Entries.Select(entry => entry.At));
    }

    [Fact]
    public async Task Feed_LifecycleEvents_ComeOnceAndNotAmongFilteredOnes()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(_maker.Next(core.NowUs));
        var (all, errors) = (Open(core, new FeedFilter()), Open(core, new FeedFilter(OnlyErrors: true)));
        Mark(core, "deploy", "<script>");

        Assert.Equal(("deploy", "<script>"), Assert.Single(all.Next(200).Entries) is var deploy ? (deploy.Name, deploy.Text) : default);
        for (var i = 0; i < 150; i++)
            Mark(core, "ready", $"{i}");
        Assert.Equal(100, all.Next(200).Entries.Count);
        Mark(core, "stop", "");
        Assert.Equal("stop", Assert.Single(all.Next(200).Entries).Name);
        Assert.Empty(all.Next(200).Entries);
        Assert.Empty(errors.Next(200).Entries);
    }

    private EventFeed Open(IngestCore core, FeedFilter filter) => new EventFeeds(core.Live, core.Catalog, _clock).Open(filter);

    private static IEnumerable<int> Ms(FeedBatch batch) => batch.Entries.Where(entry => entry.Ms is not null).Select(entry => (int)Math.Round(entry.Ms!.Value));

    // The last execution fails; the error came four times more than that.
    private static Frame Fail(Frame frame, string type, int failed)
    {
        frame.Errors.Add(new ErrorSent { Type = type, Message = "<img src=x>", Count = 5, Series = frame.Executions!.Series[failed] + 1 });
        frame.Executions.Error.AddRange(frame.Executions.Series.Select((_, i) => i == failed ? 1u : 0u));
        return frame;
    }

    private void Mark(IngestCore core, string name, string detail) =>
        core.Live.Instances.First().Remember(new LifecycleMark(_clock.GetUtcNow(), "one", name, detail));
}
