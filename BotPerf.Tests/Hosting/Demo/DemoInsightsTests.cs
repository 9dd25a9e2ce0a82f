using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Hosting.Demo;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Deploys;
using BotPerf.Web.Insights.Suggestions;

namespace BotPerf.Tests.Hosting.Demo;

/// <summary>What the demo's past of three days says of the bot that has its bad minutes.</summary>
[Collection(ServerCollection.Name)]
public sealed class DemoInsightsTests
{
    [Fact]
    public async Task Fill_ThreeDays_SuggestsWhatIsWrongAndSaysThatTheMendingWorked()
    {
        await using var server = await LocalServer.StartAsync();
        var bots = new List<(DemoBot Demo, Bot Bot)>();
        foreach (var demo in DemoFleet.Bots.Where(bot => bot.IsFaulty))
            bots.Add((demo, (await server.Get<BotRegistry>().CreateAsync(demo.Name, "a test", CancellationToken.None)).Bot));

        await server.Get<DemoHistory>().FillAsync(bots, TimeSpan.FromDays(3), CancellationToken.None);

        var muse = Assert.Single(bots).Bot.Id;
        var all = await server.Get<SuggestionQueries>().ListAsync(new SuggestionFilter(muse, null), 100, CancellationToken.None);
        var open = all.Where(one => one.State == SuggestionState.Open).Select(one => (one.Kind, one.Target)).ToList();
        Assert.Contains(("error-prone-module", "Chat"), open);
        Assert.Contains(("error-prone-module", "Art"), open);
        Assert.Contains(("slow-command", "imagine"), open);
        Assert.DoesNotContain(open, one => one.Kind == "slow-queries");

        var mended = Assert.Single(all, one => one.State == SuggestionState.Done);
        Assert.Equal(("slow-queries", "SELECT", VerdictWord.Worked), (mended.Kind, mended.Target, mended.Verdict!.Word));
        Assert.True(mended.Verdict.Before > 0.1 && mended.Verdict.After < 0.01);

        // The deploy that made it slow, and the one that put it right.
        var now = TimeProvider.System.GetUtcNow();
        var (reports, _) = await server.Get<DeployQueries>().OfAsync(muse, null, "imagine", now.AddDays(-1.5), now, CancellationToken.None);
        Assert.Equal([ChangeVerdict.Better, ChangeVerdict.Worse], reports.Select(report => Assert.Single(report.Commands).Durations));
    }
}
