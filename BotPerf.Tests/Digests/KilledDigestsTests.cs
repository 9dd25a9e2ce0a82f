using System.Globalization;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Digests;

/// <summary>
/// The server is killed while it sends to fifty people. Everybody has the letter; whoever has it twice has it because the
/// mail server took it and BotPerf was killed before it could write that down, under the same Message-ID.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class KilledDigestsTests
{
    private const int People = 50;
    private const int Stalled = 3;

    [Fact]
    public async Task Kill9_WhileSendingToFiftyPeople_LedgerAndInboxAgree()
    {
        await using var mail = await MailServerPeer.StartAsync();
        var environment = DigestServer.MailSettingsOf(mail).ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
        await using var server = await ServerProcess.StartAsync(environment: environment);
        Assert.Equal(0, await server.StopGracefullyAsync());
        await SubscribeAsync(server.DataFolder);

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

        var ledger = await LedgerAsync(server.DataFolder);
        Assert.Equal(People, ledger.Count);
        Assert.All(ledger, row => Assert.Equal("sent", row.State));
        var inbox = mail.Letters.ToLookup(letter => letter.To[0]);
        Assert.Equal(People, inbox.Count);
        Assert.All(inbox, letters => Assert.Single(letters.Select(letter => letter.Header("Message-ID")).Distinct()));
        Assert.Equal(
            ledger.Select(row => $"<{row.DeliveryId}@example.org>").Order(StringComparer.Ordinal),
            inbox.Select(letters => letters.First().Header("Message-ID")!).Order(StringComparer.Ordinal));
        // No more twice than were on their way at a kill.
        Assert.InRange(mail.Letters.Count - People, Stalled, Stalled * DigestWorker.AtOnce);
    }

    private static bool IsStalling<T>(IGrouping<string, T> letters) => letters.Key.StartsWith("stall", StringComparison.Ordinal);

    /// <summary>As the job does it, while the server is down.</summary>
    private static async Task SubscribeAsync(string folder)
    {
        await using var core = await DigestServer.StartAsync(TimeProvider.System, folder: folder);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < People; i++)
        {
            // Far enough from each other that no two are on their way at once.
            var stalls = i % 20 == 10 || i == 49;
            var person = await core.AddPersonAsync(string.Create(CultureInfo.InvariantCulture, $"{(stalls ? "stall" : "reader")}{i}@example.org"));
            await core.SubscribeAsync(person, zone: "UTC");
        }

        // They have been waiting for it since the day before yesterday.
        await core.ChangeAsync(context => context.DigestSubscriptions.ExecuteUpdateAsync(set => set.SetProperty(row => row.Since, now.AddHours(-24))));
        var period = PeriodCalendar.Newest(new PeriodSchedule(Cadence.Daily, 8, TimeZoneInfo.Utc), now);
        await core.Get<DigestRound>().LookAsync(CancellationToken.None);
        Assert.All(await core.LedgerAsync(), row => Assert.Equal(period.Key, row.Period));
    }

    private static async Task<IReadOnlyList<DigestRow>> LedgerAsync(string folder)
    {
        await using var core = await DigestServer.StartAsync(TimeProvider.System, folder: folder);
        return await core.LedgerAsync();
    }
}
