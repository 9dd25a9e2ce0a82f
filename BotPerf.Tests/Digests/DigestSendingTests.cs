using System.Globalization;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Digests;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Digests;

/// <summary>The ledger and the inbox of a real mail server, whatever happens in between.</summary>
[Collection(ServerCollection.Name)]
public sealed class DigestSendingTests
{
    [Theory]
    // The clock is set forward on 29 March 2026 and back on 25 October.
    [InlineData("2026-03-27T12:00:00Z", 2)]
    [InlineData("2026-03-27T12:00:00Z", 8)]
    [InlineData("2026-10-23T12:00:00Z", 2)]
    [InlineData("2026-10-23T12:00:00Z", 8)]
    public async Task Daily_OverADayOnWhichTheClockIsSet_ComesOncePerDay(string from, int hour)
    {
        var clock = new ManualClock(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture));
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"), hour: hour);

        await server.RunAsync(TimeSpan.FromDays(5));

        var ledger = await server.LedgerAsync();
        var first = DateOnly.FromDateTime(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture).Date);
        Assert.Equal(Enumerable.Range(0, 5).Select(day => CalendarPeriod.KeyOf(first.AddDays(day))), ledger.Select(row => row.Period));
        Assert.All(ledger, row => Assert.Equal("sent", row.State));
        // On time: at the first quarter of an hour that is not before it.
        Assert.All(ledger, row => Assert.InRange(row.EndedAt!.Value - row.DueAt, TimeSpan.Zero, TimeSpan.FromMinutes(15)));
        await AssertInboxAsync(mail, ledger.Select(row => row.DeliveryId));
    }

    [Fact]
    public async Task Daily_AfterAMissedWeek_IsOneLateLetterAndTheOthersAreWrittenDown()
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        await server.RunAsync(TimeSpan.FromDays(1));

        clock.Advance(TimeSpan.FromDays(7));
        await server.RoundAsync();
        await server.RunAsync(TimeSpan.FromHours(2));

        var ledger = await server.LedgerAsync();
        Assert.Equal(["sent", .. Enumerable.Repeat("skipped", 6), "sent"], ledger.Select(row => row.State));
        Assert.All(ledger.Where(row => row.State == "skipped"), row => Assert.Contains("not running", row.Words, StringComparison.Ordinal));
        await AssertInboxAsync(mail, [ledger[0].DeliveryId, ledger[^1].DeliveryId]);
    }

    [Fact]
    public async Task AllThree_OfOnePerson_ComeEachByItself()
    {
        // Sunday: on Tuesday all three were due.
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        foreach (var cadence in new[] { "daily", "weekly", "monthly" })
            await server.SubscribeAsync(ada, cadence);

        await server.RunAsync(TimeSpan.FromDays(2));

        Assert.Equal(
            ["daily 2026-11-29", "daily 2026-11-30", "monthly 2026-11-01", "weekly 2026-11-23"],
            (await server.LedgerAsync()).Select(row => $"{row.Cadence} {row.Period}").Order(StringComparer.Ordinal));
        await Eventually.TrueAsync("four letters", () => mail.Letters.Count == 4);
    }

    [Theory]
    [InlineData("spam@example.org", "failed", "5.7.1 This looks like spam")]
    [InlineData("unknown@example.org", "failed", "5.1.1 No such user here")]
    [InlineData("grey@example.org", "due", "4.7.1 Greylisted, come back later")]
    public async Task Letter_ServerRefuses_IsToldInItsOwnWords(string email, string state, string words)
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(new ManualClock(), mail);
        await server.SubscribeAsync(await server.AddPersonAsync(email));

        await server.RunAsync(TimeSpan.FromHours(21));

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(state, row.State);
        Assert.Contains(words, row.Words, StringComparison.Ordinal);
        Assert.Empty(mail.Letters);
    }

    [Fact]
    public async Task Letter_ServerSaysLaterForDays_IsGivenUpForTheNextOneAndComesWhenItCan()
    {
        var clock = new ManualClock();
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("grey@example.org"));
        await server.RunAsync(TimeSpan.FromDays(2));
        await server.ChangeAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, "ada@example.org")));

        await server.RunAsync(TimeSpan.FromHours(1));

        var ledger = await server.LedgerAsync();
        Assert.Equal(["skipped", "sent"], ledger.Select(row => row.State));
        Assert.Contains("before the next one was due", ledger[0].Words, StringComparison.Ordinal);
        Assert.Contains("Greylisted", ledger[0].Words, StringComparison.Ordinal);
        Assert.True(ledger[1].Attempts > 3);
        // However many attempts: one letter, and nothing of it is kept.
        await AssertInboxAsync(mail, [ledger[1].DeliveryId]);
        Assert.All(ledger, row => Assert.Null(row.Letter));
    }

    [Fact]
    public async Task Letter_TriedAgainAfterTheSenderHasMoved_KeepsItsMessageId()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(new ManualClock(), mail);
        await server.SubscribeAsync(await server.AddPersonAsync("grey@example.org"));
        await server.RunAsync(TimeSpan.FromHours(21));
        Assert.Equal("due", Assert.Single(await server.LedgerAsync()).State);
        server.Get<IOptions<MailOptions>>().Value.From = "botperf@elsewhere.example";
        await server.ChangeAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, "ada@example.org")));

        await server.RunAsync(TimeSpan.FromHours(1));

        await AssertInboxAsync(mail, [Assert.Single(await server.LedgerAsync()).DeliveryId]);
        Assert.Contains("elsewhere.example", mail.Letters[0].Header("From"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letter_NoServerSet_WaitsAndSaysSo()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock());
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));

        await server.RunAsync(TimeSpan.FromHours(21));

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("due", "No mail server is set: see Settings, Mail."), (row.State, row.Words));
    }

    [Fact]
    public async Task Letter_HasTheHeadersOfAList()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(new ManualClock(), mail);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        await server.RunAsync(TimeSpan.FromDays(1));

        var letter = Assert.Single(await mail.LettersAsync(1));
        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(["ada@example.org"], letter.To);
        Assert.Equal($"<{row.DeliveryId}@example.org>", letter.Header("Message-ID"));
        Assert.Equal("BotPerf <digest.botperf.example.org>", letter.Header("List-Id"));
        Assert.Equal("List-Unsubscribe=One-Click", letter.Header("List-Unsubscribe-Post"));
        Assert.Matches("^<https://botperf\\.example\\.org/unsubscribe\\?token=[A-Za-z0-9_-]+>$", letter.Header("List-Unsubscribe"));
        Assert.StartsWith("multipart/alternative", letter.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", letter.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Content-Type: text/html", letter.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(row.Subject, letter.Header("Subject"));
    }

    [Fact]
    public async Task Person_WhoIsDisabledOrHasGone_GetsNothing()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(new ManualClock(), mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var bob = await server.AddPersonAsync("bob@example.org");
        await server.SubscribeAsync(ada);
        await server.SubscribeAsync(bob);
        await server.ChangeAsync(async context =>
        {
            var row = await context.Users.SingleAsync(one => one.Id == ada.AccountId);
            (row.LockoutEnabled, row.LockoutEnd) = (true, DateTimeOffset.MaxValue);
            context.Users.Remove(await context.Users.SingleAsync(one => one.Id == bob.AccountId));
        });

        await server.RunAsync(TimeSpan.FromDays(1));

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("skipped", "The account is disabled."), (row.State, row.Words));
        Assert.Empty(mail.Letters);
    }

    [Fact]
    public async Task Channel_OfAnAdministrator_GetsItOnceAndNotWhenTheyAreNoneAnyMore()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock());
        var ada = await server.AddPersonAsync("ada@example.org", "admin");
        var channel = await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("log", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None);
        await server.SubscribeAsync(ada, channel: channel.Id);
        await server.RunAsync(TimeSpan.FromDays(1));
        await server.ChangeAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, "viewer")));
        await server.RunAsync(TimeSpan.FromDays(1));

        var ledger = await server.LedgerAsync();
        Assert.Equal(["sent", "skipped"], ledger.Select(row => row.State));
        Assert.Contains("Only administrators", ledger[1].Words, StringComparison.Ordinal);
        var notice = Assert.Single(await server.Get<ChannelQueries>().LettersAsync(channel.Id, null, long.MaxValue, 10, CancellationToken.None));
        Assert.Equal("digest", notice.Kind);
    }

    [Fact]
    public async Task Channel_OfAViewer_IsRefused()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock());
        var bob = await server.AddPersonAsync("bob@example.org");

        var refused = await Assert.ThrowsAsync<DigestRefusedException>(() => server.SubscribeAsync(bob, channel: 1));

        Assert.Equal("channel", refused.FieldName);
    }

    [Fact]
    public async Task Subscriptions_OfOnePerson_AreLimited()
    {
        await using var server = await DigestServer.StartAsync(new ManualClock());
        var ada = await server.AddPersonAsync("ada@example.org");
        await server.ChangeAsync(async context => await context.DigestSubscriptions.AddRangeAsync(Enumerable.Range(1, DigestLimits.MostSubscriptions).Select(
            channel => new DigestSubscriptionRow { AccountId = ada.AccountId!.Value, Cadence = "daily", ChannelId = channel, Zone = "UTC", Bots = "" })));

        var refused = await Assert.ThrowsAsync<DigestRefusedException>(() => server.SubscribeAsync(ada));

        Assert.StartsWith("There are 20 digests already.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Subscription_OfTooManyBots_IsRefused()
    {
        var row = new DigestSubscriptionRow { Cadence = "", Zone = "", Bots = "" };
        var wish = new DigestWish("daily", 8, "UTC", [.. Enumerable.Range(1, DigestLimits.MostBots)], null);
        SubscriptionValidator.Apply(row, wish, _ => true);

        var refused = Assert.Throws<DigestRefusedException>(() => SubscriptionValidator.Apply(row, wish with { Bots = [.. wish.Bots, 201] }, _ => true));

        Assert.Equal("bots", refused.FieldName);
    }

    [Fact]
    public async Task SendNow_IsBesideTheClockAndNotForEver()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(new ManualClock(), mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var subscription = await server.SubscribeAsync(ada);
        for (var i = 0; i < DigestLimits.MostAsked; i++)
            await server.Desk.SendNowAsync(subscription.Id, ada, CancellationToken.None);

        await Assert.ThrowsAsync<DigestRefusedException>(() => server.Desk.SendNowAsync(subscription.Id, ada, CancellationToken.None));
        await server.RunAsync(TimeSpan.FromDays(1));

        var ledger = await server.LedgerAsync();
        Assert.Equal(DigestLimits.MostAsked, ledger.Count(row => row.OnceKey is null && row.State == "sent"));
        Assert.Single(ledger, row => row.OnceKey is not null && row.State == "sent");
    }

    [Fact]
    public async Task Subscription_RemovedAndMadeAgain_TellsNoPeriodTwice()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(new ManualClock(), mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var first = await server.SubscribeAsync(ada);
        await server.RunAsync(TimeSpan.FromHours(21.5));
        await server.Desk.RemoveAsync(first.Id, ada, CancellationToken.None);
        // Later on the same day.
        await server.SubscribeAsync(ada, hour: 20);

        await server.RunAsync(TimeSpan.FromHours(20));

        Assert.Single(await server.LedgerAsync());
    }

    private static async Task AssertInboxAsync(MailServerPeer mail, IEnumerable<string> deliveries)
    {
        var expected = deliveries.ToList();
        Assert.Equal(expected.Select(id => $"<{id}@example.org>"), (await mail.LettersAsync(expected.Count)).Select(letter => letter.Header("Message-ID")));
    }
}
