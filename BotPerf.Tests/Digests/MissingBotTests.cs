using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Digests;

/// <summary>A bot that was there in the period before, and no more.</summary>
public sealed class MissingBotTests
{
    private static readonly BotFigures s_gone = BotFigures.None with { WasThereBefore = true };

    [Fact]
    public void Of_ABotThatIsGone_NeedsSomebody()
    {
        var digest = SampleDigest.Of([SampleDigest.Bot(1, "Aurora", s_gone), SampleDigest.Bot(2, "Sleeper", BotFigures.None)]);

        Assert.Equal([DigestLevel.Critical, DigestLevel.Quiet], digest.Bots.Select(bot => bot.Level));
        Assert.Equal("Aurora: nothing was heard of it", DigestWords.Headline(digest));
    }

    [Fact]
    public void Of_BotPerfItselfWasAway_MissesNobody()
    {
        var digest = SampleDigest.Of([SampleDigest.Bot(1, "Aurora", s_gone), SampleDigest.Bot(2, "Borealis", s_gone)], wasAway: true);

        Assert.All(digest.Bots, bot => Assert.Equal((DigestLevel.Quiet, 0), (bot.Level, bot.Reasons.Count)));
        Assert.Equal("BotPerf itself was away: nothing was heard of 2 bots", DigestWords.Headline(digest));
    }

    /// <summary>It has measured and run no command; whether BotPerf was there is what its jobs have written.</summary>
    [Fact]
    public async Task OfAsync_ABotWithoutCommands_IsMissedWhereBotPerfWasThere()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var day = PeriodCalendar.Of(
            new PeriodSchedule(Cadence.Daily, 0, TimeZoneInfo.Utc), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2));
        var sent = await SentEvents.NewBotAsync(server);
        await sent.PostAsync("default", new { type = "gauge", name = "cpu_usage_percent", value = 12.5, at = day.Before.AddHours(12) });

        var away = await server.Get<DigestReader>().OfAsync(day, TimeZoneInfo.Utc, [], CancellationToken.None);
        await server.Get<JobLedger>().BeginAsync(
            new JobRunRow { Job = "digests", Cause = "schedule", StartedAt = day.From.AddHours(3), Outcome = "succeeded", Text = "" }, CancellationToken.None);
        var there = await server.Get<DigestReader>().OfAsync(day, TimeZoneInfo.Utc, [], CancellationToken.None);

        Assert.Equal((true, DigestLevel.Quiet), (away.WasAway, Assert.Single(away.Bots).Level));
        Assert.Equal((false, DigestLevel.Critical), (there.WasAway, Assert.Single(there.Bots).Level));
        Assert.Equal("Aurora: nothing was heard of it", DigestWords.Headline(there));
    }
}
