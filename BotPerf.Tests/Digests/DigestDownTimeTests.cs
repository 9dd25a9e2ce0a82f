using System.Globalization;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Digests;

/// <summary>What comes late, and what a clock that is set does: of each period one, of all that was missed one.</summary>
[Collection(ServerCollection.Name)]
public sealed class DigestDownTimeTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("due")]
    [InlineData("sending")]
    public async Task Down_ForAWeekWithOneThatWaits_OneLateLetterComes(string state)
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        using var folder = new TempFolder();
        await using (var before = await DigestServer.StartAsync(clock, folder: folder.File("data")))
        {
            await before.SubscribeAsync(await before.AddPersonAsync("ada@example.org"));
            await before.RunAsync(TimeSpan.FromDays(1));
            Assert.Equal("due", Assert.Single(await before.LedgerAsync()).State);
            await before.ChangeAsync(context => context.Digests.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state)));
        }

        clock.Advance(TimeSpan.FromDays(7));
        await using var server = await DigestServer.StartAsync(clock, mail, folder.File("data"));
        await server.StartWorkerAsync();
        await Eventually.TrueAsync("nothing waits", async () => (await server.LedgerAsync()) is { Count: > 1 } ledger && ledger.All(row => row.EndedAt is not null));
        // The job, which makes up for what it missed, and later looks.
        await server.RunAsync(TimeSpan.FromHours(2));

        var ledger = await server.LedgerAsync();
        Assert.Equal([.. Enumerable.Repeat("skipped", 7), "sent"], ledger.Select(row => row.State));
        await AssertInboxAsync(mail, [ledger[^1].DeliveryId]);
        await server.Get<DigestWorker>().StopAsync(CancellationToken.None);
    }

    [Theory]
    // Both nights of 2026 in Berlin; Lord Howe Island sets its clock by half an hour.
    [InlineData("weekly", "2026-03-16T12:00:00Z", 28, "Europe/Berlin", 2, "2026-03-16 2026-03-23 2026-03-30 2026-04-06")]
    [InlineData("weekly", "2026-10-12T12:00:00Z", 28, "Europe/Berlin", 2, "2026-10-12 2026-10-19 2026-10-26 2026-11-02")]
    [InlineData("weekly", "2026-03-16T12:00:00Z", 28, "Australia/Lord_Howe", 8, "2026-03-16 2026-03-23 2026-03-30 2026-04-06")]
    [InlineData("monthly", "2026-02-10T12:00:00Z", 88, "Europe/Berlin", 8, "2026-02-01 2026-03-01 2026-04-01")]
    [InlineData("monthly", "2026-09-10T12:00:00Z", 88, "Europe/Berlin", 8, "2026-09-01 2026-10-01 2026-11-01")]
    public async Task WeeksAndMonths_OverNightsInWhichTheClockIsSet_ComeOnceEach(
        string cadence, string from, int days, string zone, int hour, string periods)
    {
        var clock = new ManualClock(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture));
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"), cadence, hour, zone);

        await server.RunAsync(TimeSpan.FromDays(days), s_hour);

        var ledger = await server.LedgerAsync();
        Assert.Equal(periods.Split(' '), ledger.Select(row => row.Period));
        Assert.All(ledger, row => Assert.Equal("sent", row.State));
        Assert.All(ledger, row => Assert.InRange(row.EndedAt!.Value - row.DueAt, TimeSpan.Zero, s_hour));
        await AssertInboxAsync(mail, ledger.Select(row => row.DeliveryId));
    }

    [Theory]
    [InlineData("weekly", 21, 2)]
    [InlineData("monthly", 92, 2)]
    public async Task WeeksAndMonths_Missed_AreOneLateLetter(string cadence, int days, int missed)
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"), cadence);

        clock.Advance(TimeSpan.FromDays(days));
        await server.StartWorkerAsync();
        await Eventually.TrueAsync("it is sent", async () => (await server.LedgerAsync()).Any(row => row.State == "sent"));
        await server.RunAsync(TimeSpan.FromHours(2));

        var ledger = await server.LedgerAsync();
        Assert.Equal([.. Enumerable.Repeat("skipped", missed), "sent"], ledger.Select(row => row.State));
        await AssertInboxAsync(mail, [ledger[^1].DeliveryId]);
        await server.Get<DigestWorker>().StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(800)]
    public async Task Clock_AheadAndSetBack_NeitherSilencesNorRepeats(int daysAhead)
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        await server.SubscribeAsync(ada);
        await server.RunAsync(TimeSpan.FromDays(2));
        var told = (await server.LedgerAsync()).Select(row => row.DeliveryId).ToList();
        Assert.Equal(2, told.Count);

        clock.Advance(TimeSpan.FromDays(daysAhead));
        await server.RoundAsync();
        await server.Get<DigestRound>().ForgetAsync(CancellationToken.None);
        // Somebody subscribes while the clock is wrong.
        await server.SubscribeAsync(await server.AddPersonAsync("bob@example.org"));
        clock.SetBack(TimeSpan.FromDays(daysAhead));
        await server.RunAsync(TimeSpan.FromDays(2));

        var sent = (await server.LedgerAsync()).Where(row => row.State == "sent").ToList();
        var adas = sent.Where(row => row.AccountId == ada.AccountId).ToList();
        // Two before, two after, and the one of a day that was not yet.
        Assert.Equal(5, adas.Count);
        Assert.Equal(told, adas.Take(2).Select(row => row.DeliveryId));
        Assert.Equal(5, adas.Select(row => row.Period).Distinct().Count());
        Assert.Equal(["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"], adas.Take(4).Select(row => row.Period));
        Assert.Equal(2, sent.Count - adas.Count);
        var letters = await mail.LettersAsync(sent.Count);
        Assert.Equal(sent.Count, letters.Select(letter => letter.Header("Message-ID")).Distinct().Count());
        Assert.Equal(sent.Count, letters.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Letter_OnItsWayWhenTheNextIsDue_IsGivenUpForIt(bool isKilled)
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        var (ledger, round) = (server.Get<DigestLedger>(), server.Get<DigestRound>());
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        clock.Advance(TimeSpan.FromHours(22));
        await round.LookAsync(CancellationToken.None);
        var older = Assert.Single(await server.LedgerAsync());
        Assert.True(await ledger.BeginAsync(older, CancellationToken.None));
        clock.Advance(TimeSpan.FromDays(1));
        await round.LookAsync(CancellationToken.None);
        Assert.Equal(["sending", "due"], (await server.LedgerAsync()).Select(row => row.State));

        if (isKilled)
        {
            await ledger.RecoverAsync(clock.GetUtcNow(), DigestRetry.MostUnsure, "cut off", CancellationToken.None);
            Assert.Equal((0, 0), await round.LookAsync(CancellationToken.None));
        }
        else
        {
            (older.NextAt, older.Words) = (clock.GetUtcNow().AddHours(1), "cut off");
            await ledger.EndAsync(older, clock.GetUtcNow(), CancellationToken.None);
        }

        await server.RunAsync(TimeSpan.FromHours(2));

        var rows = await server.LedgerAsync();
        Assert.Equal(["skipped", "sent"], rows.Select(row => row.State));
        Assert.Equal("It could not be sent before the next one was due. cut off", rows[0].Words);
        await AssertInboxAsync(mail, [rows[1].DeliveryId]);
    }

    [Theory]
    [InlineData("due")]
    [InlineData("failed")]
    public async Task Clock_AheadWhileNothingCouldBeSent_LeavesNothingForTheRealDay(string state)
    {
        var clock = new ManualClock();
        await using var server = await DigestServer.StartAsync(clock);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        clock.Advance(TimeSpan.FromDays(3));
        await server.RoundAsync();
        Assert.Equal(1, (await server.LedgerAsync())[^1].Attempts);
        await server.ChangeAsync(context => context.Digests.Where(row => row.State == "due").ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state)));

        clock.SetBack(TimeSpan.FromDays(3));
        await server.Get<DigestRound>().LookAsync(CancellationToken.None);

        Assert.Empty(await server.LedgerAsync());
    }

    [Fact]
    public async Task Clock_SetBackAndAnEarlierHourAskedFor_RingsForNothing()
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var subscription = await server.SubscribeAsync(ada);
        // Eight o'clock in Berlin.
        await server.RunAsync(TimeSpan.FromHours(21));
        Assert.Equal("sent", Assert.Single(await server.LedgerAsync()).State);
        clock.SetBack(TimeSpan.FromHours(2));
        await server.Desk.ChangeAsync(subscription.Id, new DigestWish("daily", 5, "Europe/Berlin", [], null), ada, CancellationToken.None);
        var rung = 0;
        server.Get<DigestBell>().Changed += () => rung++;

        Assert.Equal((0, 0), await server.Get<DigestRound>().LookAsync(CancellationToken.None));

        Assert.Equal(0, rung);
        Assert.Single(await server.LedgerAsync());
    }

    [Fact]
    public async Task Ledger_OfYears_KeepsTheNewestAndForgetsTheRest()
    {
        var clock = new ManualClock();
        await using var server = await DigestServer.StartAsync(clock);
        var subscription = await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        await server.ChangeAsync(async context => await context.Digests.AddRangeAsync(Enumerable.Range(0, 60).Select(day => new DigestRow
        {
            AccountId = subscription.AccountId,
            SubscriptionId = subscription.Id,
            Cadence = "daily",
            Period = $"2024-01-{day}",
            State = "sent",
            DeliveryId = $"{day}",
            Words = "",
            EndedAt = clock.GetUtcNow().AddDays(-500),
        })));

        Assert.Equal(10, await server.Get<DigestRound>().ForgetAsync(CancellationToken.None));
        await server.ChangeAsync(context => context.DigestSubscriptions.ExecuteDeleteAsync());
        Assert.Equal(50, await server.Get<DigestRound>().ForgetAsync(CancellationToken.None));
    }

    private static async Task AssertInboxAsync(MailServerPeer mail, IEnumerable<string> deliveries)
    {
        var expected = deliveries.ToList();
        Assert.Equal(expected.Select(id => $"<{id}@example.org>"), (await mail.LettersAsync(expected.Count)).Select(letter => letter.Header("Message-ID")));
    }
}
