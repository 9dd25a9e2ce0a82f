using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Mail;
using System.Net.Sockets;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Digests;

/// <summary>A ledger that takes no writes, a mail server that does not answer, figures that cannot be read.</summary>
[Collection(ServerCollection.Name)]
public sealed class DigestFaultTests
{
    private const string Refuse =
        "CREATE TRIGGER refuse BEFORE UPDATE ON digest WHEN OLD.state = 'sending' BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Answer_ThatCannotBeWrittenDown_IsWrittenLaterAndTheLetterIsOne()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        using var log = new LogLines();
        server.Get<ILoggerFactory>().AddProvider(log);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        _clock.Advance(TimeSpan.FromHours(22));
        await server.Get<DigestRound>().LookAsync(CancellationToken.None);
        await server.ChangeAsync(context => context.Database.ExecuteSqlRawAsync(Refuse));

        var sending = server.Get<DigestWorker>().SendDueAsync(CancellationToken.None);
        await Eventually.TrueAsync("it was not written", () => log.Events.Contains(2711));
        Assert.Equal("sending", Assert.Single(await server.LedgerAsync()).State);
        await server.ChangeAsync(context => context.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse"));
        await Eventually.TrueAsync("it is written", () =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return sending.IsCompleted;
        });
        await server.RunAsync(TimeSpan.FromHours(1));

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("sent", 1), (row.State, row.Attempts));
        Assert.Single(await mail.LettersAsync(1));
    }

    [Fact]
    public async Task Answer_ThatNeverComes_IsThreeLettersAndThenGivenUp()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("slow@example.org"));
        _clock.Advance(TimeSpan.FromHours(22));
        await server.Get<DigestRound>().LookAsync(CancellationToken.None);

        for (var letter = 1; letter <= DigestRetry.MostUnsure; letter++)
        {
            var sending = server.Get<DigestWorker>().SendDueAsync(CancellationToken.None);
            await Eventually.TrueAsync("the mail server has it", () => mail.Letters.Count == letter);
            _clock.Advance(DigestPost.Patience);
            await sending.WaitAsync(Eventually.Patience);
            Assert.Equal(letter, Assert.Single(await server.LedgerAsync()).Unsure);
            _clock.Advance(TimeSpan.FromMinutes(59));
            await server.Get<DigestWorker>().SendDueAsync(CancellationToken.None);
            Assert.Equal(letter, mail.Letters.Count);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await server.RunAsync(TimeSpan.FromHours(4));

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("failed", 3), (row.State, row.Attempts));
        Assert.Contains("did not answer within 600 s. It may have arrived each time", row.Words, StringComparison.Ordinal);
        var letters = await mail.LettersAsync(3);
        Assert.Equal(3, letters.Count);
        Assert.Single(letters.Select(letter => letter.Header("Message-ID")).Distinct());
    }

    [Theory]
    [InlineData("ada@example.org", true)]
    [InlineData("rude@example.org", false)]
    public async Task MailServer_ThatHangsUpBeforeItHasTheLetter_HasTakenNothing(string email, bool atTheGreeting)
    {
        await using var mail = await MailServerPeer.StartAsync(hangsUpAtFirst: atTheGreeting);
        await using var server = await DigestServer.StartAsync(_clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync(email));

        await server.RunAsync(TimeSpan.FromHours(23));

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("sent", 4, 0), (row.State, row.Attempts, row.Unsure));
        Assert.Single(await mail.LettersAsync(1));
    }

    [Fact]
    public async Task MailServer_ThatHangs_HoldsUpNoChannelAndFourLetters()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        foreach (var name in new[] { "a", "b", "c", "d", "e", "f" })
            await server.SubscribeAsync(await server.AddPersonAsync($"slow-{name}@example.org"));
        var channel = await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("log", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org", "admin"), channel: channel.Id);
        _clock.Advance(TimeSpan.FromHours(22));
        await server.Get<DigestRound>().LookAsync(CancellationToken.None);

        var sending = server.Get<DigestWorker>().SendDueAsync(CancellationToken.None);
        await mail.LettersAsync(4);
        Assert.Equal("sent", (await server.LedgerAsync()).Single(row => row.ChannelId != 0).State);
        _clock.Advance(DigestPost.Patience);
        await sending.WaitAsync(Eventually.Patience);

        var letters = (await server.LedgerAsync()).Where(row => row.ChannelId == 0).ToList();
        Assert.All(letters, row => Assert.Equal("due", row.State));
        Assert.Equal([0, 0, 1, 1, 1, 1], letters.Select(row => row.Attempts).Order());
        Assert.All(letters.Where(row => row.Attempts == 0), row => Assert.Equal(_clock.GetUtcNow().AddMinutes(15), row.NextAt));
        Assert.Equal(4, mail.Letters.Count);
    }

    [Fact]
    public async Task Address_ThatNoLetterCanHave_IsAnAttemptThatSaysSo()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        await server.SubscribeAsync(await server.AddPersonAsync("no address"));
        _clock.Advance(TimeSpan.FromHours(22));

        await server.RoundAsync();

        var row = Assert.Single(await server.LedgerAsync());
        Assert.Equal(("due", 1, 0), (row.State, row.Attempts, row.Unsure));
        Assert.DoesNotContain("could not be made", row.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutOff_AgainAndAgain_IsGivenUpAtTheThird()
    {
        await using var server = await DigestServer.StartAsync(_clock);
        await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        _clock.Advance(TimeSpan.FromHours(22));
        await server.Get<DigestRound>().LookAsync(CancellationToken.None);
        var ledger = server.Get<DigestLedger>();
        var states = new List<string>();

        for (var kill = 0; kill < 3; kill++)
        {
            Assert.True(await ledger.BeginAsync((await server.LedgerAsync())[0], CancellationToken.None));
            await ledger.RecoverAsync(_clock.GetUtcNow(), DigestRetry.MostUnsure, "cut off", CancellationToken.None);
            states.Add((await server.LedgerAsync())[0].State);
        }

        Assert.Equal(["due", "due", "failed"], states);
    }

    [Fact]
    public async Task Stop_WithALetterOnItsWay_TakesHalfOfWhatTheServerHas()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(TimeProvider.System, mail);
        var slow = await server.AddPersonAsync("slow@example.org");
        var subscription = await server.SubscribeAsync(slow);
        await server.Desk.SendNowAsync(subscription.Id, slow, CancellationToken.None);
        await server.StartWorkerAsync();
        await Eventually.TrueAsync("it is on its way", () => mail.Letters.Count == 1);

        var clock = Stopwatch.StartNew();
        await server.Get<DigestWorker>().StopAsync(CancellationToken.None);

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3.5));
        Assert.Equal("sending", Assert.Single(await server.LedgerAsync()).State);
    }

    [Fact]
    public async Task Figures_ThatCannotBeRead_AreTriedForADayAndThenGivenUp()
    {
        await using var mail = await MailServerPeer.StartAsync();
        await using var server = await DigestServer.StartAsync(_clock, mail);
        await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        var ada = await server.AddPersonAsync("ada@example.org");
        var daily = await server.SubscribeAsync(ada);
        await server.SubscribeAsync(ada, "weekly");
        await server.Desk.SendNowAsync(daily.Id, ada, CancellationToken.None);
        await server.ChangeAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE alert RENAME TO gone"));

        await server.RunAsync(TimeSpan.FromDays(3));

        var ledger = await server.LedgerAsync();
        var asked = ledger.Single(row => row.OnceKey is null);
        Assert.NotEqual("due", asked.State);
        // Every quarter of an hour at most, not every minute.
        Assert.InRange(asked.Attempts, 10, 110);
        Assert.Contains("could not be made", ledger.First(row => row.OnceKey is not null).Words, StringComparison.Ordinal);

        await server.ChangeAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE gone RENAME TO alert"));
        await server.RunAsync(TimeSpan.FromMinutes(30));
        // The newest day's; the week's was tried from Monday to Tuesday.
        var sent = Assert.Single(await server.LedgerAsync(), row => row.State == "sent");
        Assert.Equal(("daily", "2026-11-23"), (sent.Cadence, sent.Period));
        Assert.Equal("failed", (await server.LedgerAsync()).Single(row => row.Cadence == "weekly").State);
        Assert.Single(await mail.LettersAsync(1));
    }

    [Fact]
    public void Making_AndSending_AreTriedAsPlanned()
    {
        var now = _clock.GetUtcNow();
        var row = new DigestRow { Cadence = "", Period = "", State = "", DeliveryId = "", Words = "", CreatedAt = now, Attempts = 1 };
        var unknown = new SendResult(SendOutcome.Unknown, "");

        Assert.Equal(now.AddMinutes(1), DigestRetry.NextMaking(row, now.AddSeconds(7)));
        Assert.Equal(now.AddHours(1), DigestRetry.Next(row, unknown, now, 0.5));
        Assert.Equal(now.AddSeconds(2), DigestRetry.Next(row, unknown with { Outcome = SendOutcome.Failed }, now, 0.5));
        row.Attempts = 30;
        Assert.Null(DigestRetry.NextMaking(row, now.AddDays(1)));
        row.Unsure = DigestRetry.MostUnsure;
        Assert.Null(DigestRetry.Next(row, unknown, now, 0.5));
    }

    [Fact]
    public void MailServer_ThatIsNotReached_HasTakenNothing()
    {
        Assert.Equal(SendOutcome.Failed, SmtpWords.OutcomeOf(new SmtpException("", new SocketException((int)SocketError.TimedOut))));
        Assert.Equal(SendOutcome.Failed, SmtpWords.OutcomeOf(new SmtpException("", new SocketException((int)SocketError.HostUnreachable))));
        Assert.Equal(SendOutcome.Unknown, SmtpWords.OutcomeOf(
            new SmtpException("", new IOException("", new SocketException((int)SocketError.ConnectionReset)))));
    }

    [Fact]
    public async Task Preview_WhileAnotherIsMade_WaitsALittleAndIsRefused()
    {
        await using var server = await DigestServer.StartAsync(_clock);
        var subscription = await server.SubscribeAsync(await server.AddPersonAsync("ada@example.org"));
        var (making, end) = server.OccupyMaking();

        var tooLong = server.Queries.PreviewAsync(subscription, CancellationToken.None);
        _clock.Advance(DigestTurn.Patience);
        await Assert.ThrowsAsync<ReadsBusyException>(() => tooLong.WaitAsync(Eventually.Patience));
        var inTime = server.Queries.PreviewAsync(subscription, CancellationToken.None);
        end.SetResult(true);

        Assert.Contains("Daily digest", (await inTime.WaitAsync(Eventually.Patience)).Subject, StringComparison.Ordinal);
        await making;
    }

    [Fact]
    public async Task Shelf_ReadsOnceAndLetsGoWhenTheLastLetterIsMade()
    {
        await using var server = await DigestServer.StartAsync(_clock);
        DueDigest[] takers = [Taker("Europe/Berlin"), Taker("Europe/Berlin"), Taker("UTC")];
        var shelf = new DigestShelf(server.Get<DigestReader>(), server.Get<DigestTurn>(), takers, CancellationToken.None);
        var (making, end) = server.OccupyMaking();

        var all = takers.Select(shelf.OfAsync).ToList();
        // One at a time, and somebody else's is the one.
        Assert.All(all, one => Assert.False(one.IsCompleted));
        end.SetResult(true);
        await Task.WhenAll(all).WaitAsync(Eventually.Patience);

        Assert.Same(await all[0], await all[1]);
        Assert.NotSame(await all[0], await all[2]);
        shelf.LetGo(takers[0]);
        Assert.Equal(2, shelf.Count);
        shelf.LetGo(takers[1]);
        shelf.LetGo(takers[2]);
        Assert.Equal(0, shelf.Count);
        await making;
    }

    private static DueDigest Taker(string zone) => new(
        new DigestRow { Cadence = "daily", Period = "2026-11-20", State = "due", DeliveryId = "", Words = "" }, "ada@example.org", "viewer",
        IsDisabled: false, IsSubscribed: true, 8, zone, "");

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<int> Events { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Events.Enqueue(eventId.Id);

        public void Dispose()
        {
        }
    }
}
