using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Digests.Subscribing;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Digests;

/// <summary>Who may and who wants to, as of the moment in which a letter leaves.</summary>
[Collection(ServerCollection.Name)]
public sealed class DigestRightsTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("disabled", "The account is disabled.")]
    [InlineData("unsubscribed", "The digest was switched off or changed before it was sent.")]
    [InlineData("changed", "The digest was switched off or changed before it was sent.")]
    [InlineData("removed", "The digest was removed before it was sent.")]
    public async Task Right_ThatEndsWhileTheLetterIsMade_EndsTheLetter(string how, string words)
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var subscription = await server.SubscribeAsync(ada);

        await WhileMakingAsync(server, () => how switch
        {
            "disabled" => server.ChangeAsync(context => context.Users.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.LockoutEnabled, true).SetProperty(row => row.LockoutEnd, DateTimeOffset.MaxValue))),
            "unsubscribed" => server.Desk.UnsubscribeAsync(subscription.Id, CancellationToken.None),
            "changed" => server.Desk.ChangeAsync(
                subscription.Id, new DigestWish("weekly", 8, "UTC", [], null), ada, CancellationToken.None),
            _ => server.Desk.RemoveAsync(subscription.Id, ada, CancellationToken.None),
        });

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("skipped", words), (row.State, row.Words));
        Assert.Empty(mail.Letters);
    }

    [Fact]
    public async Task Address_ThatChangesWhileTheLetterIsMade_IsTheNewOne()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));

        await WhileMakingAsync(server, () => server.ChangeAsync(
            context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, "lovelace@example.org"))));

        Assert.Equal(["lovelace@example.org"], Assert.Single(await mail.LettersAsync(1)).To);
    }

    [Fact]
    public async Task Administrator_WhoIsNoneWhenTheMessageIsMade_SendsNothingToAChannel()
    {
        await using var server = await DigestServer.StartAsync(_clock);
        var channel = await ChannelAsync(server);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org", "admin"), channel: channel);

        await WhileMakingAsync(server, () => server.ChangeAsync(
            context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, "viewer"))));

        Assert.Equal("skipped", Assert.Single(await server.LedgerAsync()).State);
        Assert.Empty(await server.Get<ChannelQueries>().LettersAsync(channel, null, long.MaxValue, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Channel_ForSomebodyWhoIsNoAdministrator_IsRefusedAtOnce()
    {
        await using var server = await DigestServer.StartAsync(_clock);
        var channel = await ChannelAsync(server);
        var ada = await server.AddPersonAsync("ada@example.org", "admin");
        var bob = await server.AddPersonAsync("bob@example.org");
        var wish = new DigestWish("daily", 8, "UTC", [], channel);

        var added = await Assert.ThrowsAsync<DigestRefusedException>(() => server.Desk.AddAsync(bob.AccountId!.Value, wish, ada, CancellationToken.None));
        var bobs = await server.SubscribeAsync(bob);
        var changed = await Assert.ThrowsAsync<DigestRefusedException>(() => server.Desk.ChangeAsync(bobs.Id, wish, ada, CancellationToken.None));

        Assert.All([added, changed], refused => Assert.Equal("channel", refused.FieldName));
        Assert.Contains("it would never come", added.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cadence_Changed_TellsOfWhatIsDueFromThenOn()
    {
        // Wednesday.
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 18, 12, 0, 0, TimeSpan.Zero));
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(clock, mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var subscription = await server.SubscribeAsync(ada);
        await server.RunAsync(TimeSpan.FromDays(3));
        Assert.Equal(3, (await server.LedgerAsync()).Count);
        // Subscribed since January.
        await server.ChangeAsync(context => context.DigestSubscriptions.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Since, clock.GetUtcNow().AddDays(-300))));

        await server.Desk.ChangeAsync(subscription.Id, new DigestWish("weekly", 8, "Europe/Berlin", [], null), ada, CancellationToken.None);
        await server.RunAsync(TimeSpan.FromDays(1));
        Assert.Equal(3, (await server.LedgerAsync()).Count);
        await server.RunAsync(TimeSpan.FromDays(1));

        var weekly = Assert.Single(await server.LedgerAsync(), row => row.Cadence == "weekly");
        Assert.Equal(("2026-11-16", "sent"), (weekly.Period, weekly.State));
        Assert.Equal(4, (await mail.LettersAsync(4)).Count);
    }

    [Fact]
    public async Task Place_Changed_IsNotToldWhatTheOtherWas()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        var channel = await ChannelAsync(server);
        var ada = await server.AddPersonAsync("ada@example.org", "admin");
        var subscription = await server.SubscribeAsync(ada);
        await server.RunAsync(TimeSpan.FromDays(1));

        await server.Desk.ChangeAsync(subscription.Id, new DigestWish("daily", 8, "Europe/Berlin", [], channel), ada, CancellationToken.None);
        await server.RunAsync(TimeSpan.FromHours(20));
        Assert.Single(await server.LedgerAsync());
        await server.RunAsync(TimeSpan.FromHours(4));

        Assert.Equal([0, channel], (await server.LedgerAsync()).Select(row => row.ChannelId));
    }

    [Fact]
    public async Task Asked_LongAgo_IsNotSentAnyMore()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        var ada = await server.AddPersonAsync("ada@example.org");
        var subscription = await server.SubscribeAsync(ada, "monthly");
        await server.Desk.SendNowAsync(subscription.Id, ada, CancellationToken.None);

        // BotPerf was down.
        _clock.Advance(TimeSpan.FromDays(2));
        await server.RoundAsync();

        Assert.Equal("It was asked for more than a day ago.", Assert.Single(await server.LedgerAsync()).Words);
        Assert.Empty(mail.Letters);
    }

    private async Task WhileMakingAsync(DigestServer server, Func<Task> change)
    {
        _clock.Advance(TimeSpan.FromHours(22));
        await server.Get<DigestRound>().LookAsync(CancellationToken.None);
        var (making, end) = server.OccupyMaking();
        var sending = server.Get<DigestWorker>().SendDueAsync(CancellationToken.None);
        await change();
        end.SetResult(true);
        await making;
        await sending.WaitAsync(Eventually.Patience);
    }

    private static async Task<int> ChannelAsync(DigestServer server) => (await server.Get<ChannelStore>().AddAsync(
        new ChannelDraft("log", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None)).Id;
}
