using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;

namespace BotPerf.Tests.Delivery;

/// <summary>Letters over a real mail server, whatever it answers.</summary>
[Collection(ServerCollection.Name)]
public sealed class MailTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Letter_OfAThread_AnswersTheFirstAndIsTextAndHtml()
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await StartAsync(server);
        var channel = await core.AddChannelAsync("email", settings: ("to", "ada@example.org, bob@example.org"));

        foreach (var title in new[] { "p95 of /help is 900 ms – too slow", "still", "over" })
        {
            await core.AddAsync(channel, core.Notice(title, "alert:17"));
            await core.LettersAsync(channel, title + " is told", letters => letters[^1].State == "delivered");
        }

        var sent = await core.LettersAsync(channel);
        await Eventually.TrueAsync("the server has told of all", () => server.Letters.Count == 3);
        var letters = server.Letters;
        Assert.Equal(["ada@example.org", "bob@example.org"], letters[0].To);
        Assert.Equal($"<{sent[0].DeliveryId}@example.org>", letters[0].Header("Message-ID"));
        Assert.Null(letters[0].Header("In-Reply-To"));
        Assert.All(letters.Skip(1), letter => Assert.Equal(letters[0].Header("Message-ID"), letter.Header("In-Reply-To")));
        Assert.All(letters.Skip(1), letter => Assert.Equal(letters[0].Header("Message-ID"), letter.Header("References")));
        Assert.Equal(sent.Select(letter => letter.DeliveryId), letters.Select(letter => letter.Header("X-BotPerf-Delivery")));
        Assert.Equal("BotPerf <alert.botperf.example.org>", letters[0].Header("List-Id"));
        Assert.Equal("auto-generated", letters[0].Header("Auto-Submitted"));
        Assert.StartsWith("multipart/alternative", letters[0].Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", letters[0].Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Content-Type: text/html", letters[0].Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, letters[0].Text.Split("Message-ID:", StringSplitOptions.None).Length - 1);
    }

    [Theory]
    [InlineData("spam@example.org", "dead", "refused", "554 ", "5.7.1 This looks like spam")]
    [InlineData("unknown@example.org", "dead", "refused", "550 ", "5.1.1 No such user here")]
    [InlineData("grey@example.org", "waiting", "failed", "451 ", "4.7.1 Greylisted, come back later")]
    public async Task Letter_ServerRefuses_IsToldInItsOwnWords(string to, string state, string outcome, string code, string words)
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await StartAsync(server);
        var channel = await core.AddChannelAsync("email", settings: ("to", to));

        await core.AddAsync(channel, core.Notice("it broke"));

        var letter = (await core.LettersAsync(channel, "an attempt is over", letters => letters[0].State == state && letters[0].Attempts.Count == 1))[0];
        Assert.Equal(outcome, letter.Attempts[0].Outcome);
        Assert.StartsWith(code, letter.Attempts[0].Words, StringComparison.Ordinal);
        Assert.Contains(words, letter.Attempts[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letter_OneOfTwoIsUnknown_ArrivesAtTheOther()
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await StartAsync(server);
        var channel = await core.AddChannelAsync("email", settings: ("to", "ada@example.org, unknown@example.org"));

        await core.AddAsync(channel, core.Notice("it broke"));

        var letter = (await core.LettersAsync(channel, "it is delivered", letters => letters[0].State == "delivered"))[0];
        await Eventually.TrueAsync("the server has told of it", () => server.Letters.Count == 1);
        Assert.Equal(["ada@example.org"], server.Letters[0].To);
        Assert.Contains("No such user here", letter.Attempts[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letter_ServerHangs_IsGivenTwentySeconds()
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await StartAsync(server);
        var channel = await core.AddChannelAsync("email", settings: ("to", "hang@example.org"));

        await core.AddAsync(channel, core.Notice("it broke"));
        await core.LettersAsync(channel, "it is on its way", letters => letters[0].State == "sending");
        await Eventually.TrueAsync("the patience is over", async () =>
        {
            core.Advance(TimeSpan.FromSeconds(20));
            return (await core.LettersAsync(channel))[0].State == "waiting";
        });

        var attempt = (await core.LettersAsync(channel))[0].Attempts[^1];
        // It was asked whether it knows the address, and has not seen the letter.
        Assert.Equal(("failed", "The mail server did not answer within 20 s."), (attempt.Outcome, attempt.Words));
    }

    [Fact]
    public async Task Letter_CertificateNobodyTrusts_IsNotSentInTheClear()
    {
        await using var server = await MailServerPeer.StartAsync(startTls: true);
        await using var core = await StartAsync(server, tls: "starttls", user: "ada", password: "right");
        var channel = await core.AddChannelAsync("email", settings: ("to", "ada@example.org"));

        var result = await core.Desk.TestAsync(channel, "ada", CancellationToken.None);

        Assert.False(result.IsDelivered);
        Assert.Contains("certificate", result.Words, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Users);
    }

    [Fact]
    public async Task Letter_CertificateTheMachineTrusts_GoesEncryptedAndSignedIn()
    {
        using var temp = new TempFolder();
        await using var mail = await MailServerPeer.StartAsync(startTls: true, certificateFile: temp.File("ca.pem"));
        await using var server = await ServerProcess.StartAsync(environment: new Dictionary<string, string>
        {
            ["SSL_CERT_FILE"] = temp.File("ca.pem"),
            ["Mail__Host"] = "localhost",
            ["Mail__Port"] = mail.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail__User"] = "ada",
            ["Mail__Password"] = "right",
            ["Mail__From"] = "botperf@example.org",
        });
        var token = (await server.CommandLineAsync("tokens", "add", "mail", "--scope", "admin")).LastLine.Trim();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var answer = await server.Http.PostAsJsonAsync(new Uri("api/v1/mail/test", UriKind.Relative), new { to = "ada@example.org" });

        Assert.Contains("\"delivered\":true", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync("the server has told of it", () => mail.Letters.Count == 1);
        Assert.True(mail.Letters[0].IsSecure);
        Assert.Equal(["ada"], mail.Users);
    }

    [Fact]
    public async Task Letter_ServerWithoutStartTls_IsNotSentInTheClear()
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await StartAsync(server, tls: "starttls");
        var channel = await core.AddChannelAsync("email", settings: ("to", "ada@example.org"));

        var result = await core.Desk.TestAsync(channel, "ada", CancellationToken.None);

        Assert.False(result.IsDelivered);
        Assert.Empty(server.Letters);
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("a wrong password", false)]
    public async Task Letter_ServerAsksForAPassword_IsToldWithoutIt(string password, bool isRight)
    {
        await using var server = await MailServerPeer.StartAsync(asksForAPassword: true);
        await using var core = await StartAsync(server, user: "ada", password: password);
        var channel = await core.AddChannelAsync("email", settings: ("to", "ada@example.org"));

        var result = await core.Desk.TestMailAsync("ada@example.org", "ada", CancellationToken.None);
        await core.AddAsync(channel, core.Notice("it broke"));

        // A wrong password can be mended: no letter is given up because of it.
        await core.LettersAsync(channel, "an attempt is over", letters => letters[0].State == (isRight ? "delivered" : "waiting") && letters[0].Attempts is [{ Outcome: not "sending" }]);
        Assert.Equal(isRight, result.IsDelivered);
        Assert.DoesNotContain(password, result.Words, StringComparison.Ordinal);
        Assert.Equal(isRight, !result.Words.Contains("is the password right?", StringComparison.Ordinal));
        Assert.Equal("ada", server.Users[0]);
    }

    [Fact]
    public async Task Settings_OfThePage_AreKeptEncryptedAndReadAgain()
    {
        using var temp = new TempFolder();
        await using (var first = await DeliveryCore.StartAsync(_clock, temp.File("data")))
        {
            await first.Get<MailServer>().SetAsync(
                new MailDraft("mail.example.org", 587, "starttls", "ada", "a very secret password", "botperf@example.org", null), "ada", CancellationToken.None);
            await first.Get<MailServer>().SetAsync(
                new MailDraft("mail2.example.org", 25, "starttls", "ada", "", "botperf@example.org", "Perf"), "ada", CancellationToken.None);
            await first.StopAsync();
        }

        var bytes = await File.ReadAllTextAsync(Path.Combine(temp.File("data"), "botperf.db"), System.Text.Encoding.Latin1);
        Assert.DoesNotContain("a very secret password", bytes, StringComparison.Ordinal);
        await using var second = await DeliveryCore.StartAsync(_clock, temp.File("data"));
        Assert.Equal(
            ("mail2.example.org", 25, "a very secret password", "Perf"),
            (second.Get<MailServer>().Current!.Host, second.Get<MailServer>().Current!.Port, second.Get<MailServer>().Current!.Password, second.Get<MailServer>().Current!.FromName));
    }

    [Theory]
    [InlineData("", 587, "starttls", "a@example.org", "host")]
    [InlineData("mail.example.org", 0, "starttls", "a@example.org", "port")]
    [InlineData("mail.example.org", 587, "ssl", "a@example.org", "tls")]
    [InlineData("mail.example.org", 587, "none", "a@example.org", "tls")]
    [InlineData("mail.example.org", 587, "starttls", "nobody", "from")]
    public void Settings_Wrong_NamesTheField(string host, int port, string tls, string from, string field)
    {
        var refused = Assert.Throws<ChannelRefusedException>(() => MailValidator.Check(new MailDraft(host, port, tls, "ada", "secret", from, null), null));

        Assert.Equal(field, refused.FieldName);
    }

    private Task<DeliveryCore> StartAsync(MailServerPeer server, string tls = "none", string? user = null, string? password = null) =>
        DeliveryCore.StartAsync(_clock, settings:
        [
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Tls", tls),
            ("Mail:From", "botperf@example.org"), .. user is null ? Array.Empty<(string, string)>() : [("Mail:User", user), ("Mail:Password", password!)],
        ]);
}
