using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Senders;

namespace BotPerf.Tests.Delivery;

/// <summary>Receivers as they are: each does its worst, and the log says what it was.</summary>
public sealed class ReceiverTests
{
    private const string Signing = "a secret of a good length";
    private static readonly (string, string) Loopback = ("Delivery:AllowedHosts:0", "127.0.0.1");

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Webhook_TakesIt_SignedAndWithEverything()
    {
        await using var receiver = new LoopbackReceiver();
        await using var core = await DeliveryCore.StartAsync(_clock, settings: [Loopback, ("Server:PublicUrl", "https://botperf.example.org")]);
        var (channel, letter) = await SendAsync(core, receiver, "delivered");

        var request = Assert.Single(receiver.Requests);
        Assert.Equal(("POST", "/hook"), (request.Method, request.Target));
        Assert.Equal(letter.DeliveryId, request.Headers["X-BotPerf-Delivery"]);
        var timestamp = request.Headers["X-BotPerf-Timestamp"];
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), timestamp);
        Assert.Equal(WebhookSender.Signature(Signing, timestamp, request.Body), request.Headers["X-BotPerf-Signature"]);
        var json = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(
            (letter.DeliveryId, "alert", "warning", "it broke", "https://botperf.example.org/alerts/1", "Atlas"),
            (json.GetProperty("deliveryId").GetString(), json.GetProperty("kind").GetString(), json.GetProperty("tone").GetString(),
                json.GetProperty("title").GetString(), json.GetProperty("link").GetString(),
                json.GetProperty("fields")[0].GetProperty("value").GetString()));
        Assert.Equal(0, (await core.Get<ChannelQueries>().StatesAsync(CancellationToken.None)).Single(state => state.Channel.Id == channel).Waiting);
    }

    [Fact]
    public async Task Webhook_PrivateAddress_IsRefusedWithoutAConnection()
    {
        await using var receiver = new LoopbackReceiver();
        await using var core = await DeliveryCore.StartAsync(_clock);

        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433" })
        {
            var channel = await core.AddChannelAsync(
                "webhook", host, 20, ("url", $"http://{host}:{receiver.Port}/"), ("secret", Signing));
            await core.AddAsync(channel, core.Notice("it broke"));
            var letter = (await core.LettersAsync(channel, "it is dead", letters => letters[0].State == "dead"))[0];
            Assert.Contains("not a public address", Assert.Single(letter.Attempts).Words, StringComparison.Ordinal);
        }

        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task Webhook_404_IsADeadLetterWithItsWords()
    {
        await using var receiver = Answering("404 Not Found", "{\"message\": \"Unknown Webhook\", \"code\": 10015}");
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);

        var (_, letter) = await SendAsync(core, receiver, "dead");

        var attempt = Assert.Single(letter.Attempts);
        Assert.Equal(("refused", "404 Not Found: {\"message\": \"Unknown Webhook\", \"code\": 10015}"), (attempt.Outcome, attempt.Words));
    }

    [Fact]
    public async Task Webhook_500_IsTriedAgain()
    {
        await using var receiver = Answering("500 Internal Server Error", "boom");
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);

        var (channel, letter) = await SendAsync(core, receiver, "waiting");
        receiver.Answer = (_, stream, _) => LoopbackReceiver.RespondAsync(stream, "204 No Content", "");
        core.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("500 Internal Server Error: boom", letter.Attempts[0].Words);
        await core.LettersAsync(channel, "it is delivered", letters => letters[0].State == "delivered");
    }

    [Theory]
    [InlineData("429 Too Many Requests", "{\"retry_after\": 41.5}", "Retry-After: 40", 41.5)]
    [InlineData("503 Service Unavailable", "", "Retry-After: 90", 90)]
    [InlineData("429 Too Many Requests", "", "Retry-After: Sat, 21 Nov 2026 10:05:00 GMT", 300)]
    public async Task Webhook_AsksForPatience_IsLeftAloneForSoLong(string status, string body, string header, double seconds)
    {
        await using var receiver = new LoopbackReceiver((_, stream, _) => LoopbackReceiver.RespondAsync(stream, status, body, header));
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);

        var (channel, letter) = await SendAsync(core, receiver, "waiting");
        // Another one has to wait, too.
        await core.AddAsync(channel, core.Notice("another"));
        core.Advance(TimeSpan.FromSeconds(seconds - 1));

        Assert.Equal(_clock.GetUtcNow().AddSeconds(1), letter.NextAt!.Value, TimeSpan.FromMilliseconds(2));
        Assert.Single(receiver.Requests);
        receiver.Answer = (_, stream, _) => LoopbackReceiver.RespondAsync(stream, "200 OK", "");
        core.Advance(TimeSpan.FromSeconds(2));
        await core.LettersAsync(channel, "both are delivered", letters => letters.All(one => one.State == "delivered"));
    }

    [Fact]
    public async Task Webhook_Redirect_IsNotFollowed()
    {
        await using var elsewhere = new LoopbackReceiver();
        await using var receiver = new LoopbackReceiver((_, stream, _) =>
            LoopbackReceiver.RespondAsync(stream, "307 Temporary Redirect", "", $"Location: {elsewhere.Url()}"));
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);

        var (_, letter) = await SendAsync(core, receiver, "dead");

        Assert.Equal("307 Temporary Redirect: redirects are not followed.", letter.Attempts[0].Words);
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public async Task Webhook_NeverAnswers_IsGivenTenSeconds()
    {
        await using var receiver = new LoopbackReceiver((_, _, ended) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended));
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);
        var channel = await AddAsync(core, receiver);
        await core.AddAsync(channel, core.Notice("it broke"));
        await Eventually.TrueAsync("the request has come", () => receiver.Requests.Count == 1);

        core.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("sending", (await core.LettersAsync(channel))[0].State);
        core.Advance(TimeSpan.FromSeconds(1));

        var letter = (await core.LettersAsync(channel, "the attempt is over", letters => letters[0].State == "waiting"))[0];
        Assert.Equal(("unknown", "No answer within 10 s."), (letter.Attempts[0].Outcome, letter.Attempts[0].Words));
    }

    [Fact]
    public async Task Webhook_AnswersAGigabyte_IsReadFor64KiB()
    {
        long written = 0;
        await using var receiver = new LoopbackReceiver(async (_, stream, ended) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"u8.ToArray(), ended);
            var block = new byte[65_536];
            for (; written < 1_073_741_824; written += block.Length)
                await stream.WriteAsync(block, ended);
        });
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);

        await SendAsync(core, receiver, "delivered");

        await Eventually.TrueAsync("the connection ends", () => Volatile.Read(ref written) is > 0 and < 64 * 1024 * 1024);
    }

    [Fact]
    public async Task Webhook_BreaksTheConnection_MayHaveItAndIsTriedAgain()
    {
        await using var receiver = new LoopbackReceiver((request, _, _) =>
        {
            request.Client!.Client.LingerState = new LingerOption(true, 0);
            request.Client.Close();
            return Task.CompletedTask;
        });
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);

        var (_, letter) = await SendAsync(core, receiver, "waiting");

        Assert.Equal("unknown", letter.Attempts[0].Outcome);
    }

    [Fact]
    public async Task Webhook_NobodyListens_IsTriedAgain()
    {
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);
        var channel = await core.AddChannelAsync(
            "webhook", settings: [("url", $"http://127.0.0.1:{LoopbackPort.Free()}/"), ("secret", Signing)]);

        await core.AddAsync(channel, core.Notice("it broke"));

        var letter = (await core.LettersAsync(channel, "the attempt is over", letters => letters[0] is { State: "waiting", Attempts.Count: 1 }))[0];
        Assert.Equal("failed", letter.Attempts[0].Outcome);
    }

    [Fact]
    public async Task Discord_Thread_IsOneMessageThatIsEdited_AndPostedAnewWhenItIsGone()
    {
        var isThere = true;
        var posted = 100;
        await using var receiver = new LoopbackReceiver((request, stream, _) => request.Method switch
        {
            "POST" => LoopbackReceiver.RespondAsync(stream, "200 OK", $"{{\"id\": \"{++posted}\"}}"),
            _ when isThere => LoopbackReceiver.RespondAsync(stream, "200 OK", "{}"),
            _ => LoopbackReceiver.RespondAsync(stream, "404 Not Found", "{\"message\": \"Unknown Message\"}"),
        });
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);
        var channel = await core.AddChannelAsync("discord", settings: [("url", receiver.Url("/api/webhooks/1/token?thread_id=7"))]);

        await TellAsync("opened");
        await TellAsync("worse");
        isThere = false;
        await TellAsync("resolved");

        Assert.Equal(
            [
                "POST /api/webhooks/1/token?thread_id=7&wait=true",
                "PATCH /api/webhooks/1/token/messages/101?thread_id=7",
                "PATCH /api/webhooks/1/token/messages/101?thread_id=7",
                "POST /api/webhooks/1/token?thread_id=7&wait=true",
            ], receiver.Requests.Select(request => $"{request.Method} {request.Target}"));
        isThere = true;
        await TellAsync("once more");
        Assert.Equal("PATCH /api/webhooks/1/token/messages/102?thread_id=7", $"{receiver.Requests.Last().Method} {receiver.Requests.Last().Target}");

        async Task TellAsync(string title)
        {
            await core.AddAsync(channel, core.Notice(title, "alert:17") with { Edits = true });
            await core.LettersAsync(channel, title + " is told", letters => letters[^1].State == "delivered");
        }
    }

    [Fact]
    public async Task Discord_SaysTheLimitIsReached_TheNextOneWaits()
    {
        await using var receiver = new LoopbackReceiver((_, stream, _) => LoopbackReceiver.RespondAsync(
            stream, "200 OK", "{\"id\": \"1\"}", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset-After: 2.5"));
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);
        var channel = await core.AddChannelAsync("discord", settings: [("url", receiver.Url())]);

        await core.AddAsync(channel, core.Notice("one"), core.Notice("two"));
        await core.LettersAsync(channel, "the first is told", letters => letters[0].State == "delivered");
        core.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(receiver.Requests);
        core.Advance(TimeSpan.FromSeconds(1));

        await core.LettersAsync(channel, "the second is told", letters => letters.All(letter => letter.State == "delivered"));
    }

    [Fact]
    public async Task Log_ReceiverRepeatsASecret_DoesNotHoldIt()
    {
        await using var receiver = new LoopbackReceiver((request, stream, _) =>
            LoopbackReceiver.RespondAsync(stream, "400 Bad Request", $"I do not like {request.Target}"));
        await using var core = await DeliveryCore.StartAsync(_clock, settings: Loopback);
        var channel = await core.AddChannelAsync("discord", settings: [("url", receiver.Url("/api/webhooks/1/a-very-secret-token"))]);

        var result = await core.Desk.TestAsync(channel, "ada@example.org", CancellationToken.None);

        Assert.False(result.IsDelivered);
        Assert.Contains("I do not like", result.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", result.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", (await core.LettersAsync(channel))[0].Attempts[0].Words, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", string.Concat(core.Channels.All[0].Settings.Values), StringComparison.Ordinal);
    }

    private static LoopbackReceiver Answering(string status, string body) =>
        new((_, stream, _) => LoopbackReceiver.RespondAsync(stream, status, body));

    private static Task<int> AddAsync(DeliveryCore core, LoopbackReceiver receiver) =>
        core.AddChannelAsync("webhook", settings: [("url", receiver.Url()), ("secret", Signing)]);

    private static async Task<(int Channel, Letter Letter)> SendAsync(DeliveryCore core, LoopbackReceiver receiver, string state)
    {
        var channel = await AddAsync(core, receiver);
        await core.AddAsync(channel, core.Notice("it broke"));
        var letters = await core.LettersAsync(
            channel, $"it is {state}", letters => letters[0].State == state && letters[0].Attempts is [{ Outcome: not "sending" }]);
        return (channel, letters[0]);
    }
}
