using System.Globalization;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace BotPerf.Tests.Digests;

/// <summary>
/// The server is killed while it sends to fifty people. Everybody has the letter; whoever has it twice has it because the
/// mail server took it and BotPerf was killed before it could write that down, under the same Message-ID.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class KilledDigestsTests(ITestOutputHelper output)
{
    private const int People = 50;
    private const int Stalled = 3;

    [Fact]
    public async Task Kill9_WhileSendingToFiftyPeople_LedgerAndInboxAgree()
    {
        var (ledger, mail) = await KilledAsync(SubscribeAsync);

        Assert.Equal(People, ledger.Count);
        Assert.All(ledger, row => Assert.Equal("sent", row.State));
        AssertAgree(ledger, mail);
    }

    [Fact]
    public async Task Kill9_AfterAWeekOfDownTimeWithFiftyWaiting_EachHasTheNewestAlone()
    {
        var (ledger, mail) = await KilledAsync(WaitAWeekAsync);

        // The one that waited or was on its way a week ago, six that were missed, and the newest.
        Assert.Equal(People * 8, ledger.Count);
        Assert.Equal(People * 7, ledger.Count(row => row.State == "skipped"));
        var sent = ledger.Where(row => row.State == "sent").ToList();
        Assert.Single(sent.Select(row => row.Period).Distinct());
        Assert.Equal(People, sent.Select(row => row.AccountId).Distinct().Count());
        AssertAgree(sent, mail);
    }

    private void AssertAgree(IReadOnlyList<DigestRow> sent, IReadOnlyList<ReceivedLetter> letters)
    {
        Assert.Equal(People, sent.Count);
        var inbox = letters.ToLookup(letter => letter.To[0]);
        Assert.Equal(People, inbox.Count);
        Assert.All(inbox, one => Assert.Single(one.Select(letter => letter.Header("Message-ID")).Distinct()));
        Assert.Equal(
            sent.Select(row => $"<{row.DeliveryId}@example.org>").Order(StringComparer.Ordinal),
            inbox.Select(one => one.First().Header("Message-ID")!).Order(StringComparer.Ordinal));
        // No more twice than were on their way at a kill.
        Assert.InRange(letters.Count - People, Stalled, Stalled * DigestWorker.AtOnce);
        output.WriteLine($"{sent.Count} sent in the ledger; {inbox.Count} people have {letters.Count} letters under {letters.Select(letter => letter.Header("Message-ID")).Distinct().Count()} Message-IDs after {Stalled} kills");
    }

    /// <summary>The ledger and the inbox when all is over.</summary>
    private static async Task<(IReadOnlyList<DigestRow> Ledger, IReadOnlyList<ReceivedLetter> Letters)> KilledAsync(Func<string, Task> prepare)
    {
        await using var mail = await MailServerPeer.StartAsync();
        var environment = DigestServer.MailSettingsOf(mail).ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
        await using var server = await ServerProcess.StartAsync(environment: environment);
        Assert.Equal(0, await server.StopGracefullyAsync());
        await prepare(server.DataFolder);

        // Each time it is killed when the mail server has a letter that BotPerf has not heard of.
        for (var kill = 1; kill <= Stalled; kill++)
        {
            await server.StartAgainAsync();
            await Eventually.TrueAsync($"letter {kill} is on its way", () => mail.Letters.Select(letter => letter.To[0])
                .Where(to => to.StartsWith("stall", StringComparison.Ordinal)).Distinct().Count() >= kill);
            await server.Kill9Async();
        }

        await server.StartAgainAsync();
        await Eventually.TrueAsync("everybody has it, and who stalled twice", () =>
        {
            var all = mail.Letters.Select(letter => letter.To[0]).ToLookup(to => to);
            return all.Count == People && all.Where(IsStalling).All(letters => letters.Count() >= 2);
        });
        Assert.Equal(0, await server.StopGracefullyAsync());
        return (await LedgerAsync(server.DataFolder), mail.Letters);
    }

    private static bool IsStalling<T>(IGrouping<string, T> letters) => letters.Key.StartsWith("stall", StringComparison.Ordinal);

    /// <summary>As the job does it, while the server is down.</summary>
    private static async Task SubscribeAsync(string folder)
    {
        await using var core = await DigestServer.StartAsync(TimeProvider.System, folder: folder);
        await SubscribeAllAsync(core);
        var period = PeriodCalendar.Newest(new PeriodSchedule(Cadence.Daily, 8, TimeZoneInfo.Utc), TimeProvider.System.GetUtcNow());
        await core.Get<DigestRound>().LookAsync(CancellationToken.None);
        Assert.All(await core.LedgerAsync(), row => Assert.Equal(period.Key, row.Period));
    }

    /// <summary>A week ago no mail server was set, and BotPerf went down while some were on their way.</summary>
    private static async Task WaitAWeekAsync(string folder)
    {
        await using var core = await DigestServer.StartAsync(new ManualClock(TimeProvider.System.GetUtcNow().AddDays(-7)), folder: folder);
        await SubscribeAllAsync(core);
        await core.RoundAsync();
        await core.ChangeAsync(context => context.Digests.Where(row => row.Id % 5 == 0).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, "sending")));
        Assert.Equal((40, 10), ((await core.LedgerAsync()).Count(row => row.State == "due"), (await core.LedgerAsync()).Count(row => row.State == "sending")));
    }

    private static async Task SubscribeAllAsync(DigestServer core)
    {
        var now = core.Get<TimeProvider>().GetUtcNow();
        for (var i = 0; i < People; i++)
        {
            // Far enough from each other that no two are on their way at once.
            var stalls = i % 20 == 10 || i == 49;
            var person = await core.AddPersonAsync(string.Create(CultureInfo.InvariantCulture, $"{(stalls ? "stall" : "reader")}{i}@example.org"));
            await core.SubscribeAsync(person, zone: "UTC");
        }

        // They have been waiting for it since the day before.
        await core.ChangeAsync(context => context.DigestSubscriptions.ExecuteUpdateAsync(set => set.SetProperty(row => row.Since, now.AddHours(-24))));
    }

    private static async Task<IReadOnlyList<DigestRow>> LedgerAsync(string folder)
    {
        await using var core = await DigestServer.StartAsync(TimeProvider.System, folder: folder);
        return await core.LedgerAsync();
    }
}
