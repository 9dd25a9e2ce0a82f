using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Delivery.Senders;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Delivery;

/// <summary>Chat users choose names and texts: on every channel they stay text.</summary>
public sealed class HostileTextTests
{
    private const string Hostile =
        "@everyone <@&1234> <!channel> **bold** [click](https://evil.example) `x` <script>alert(1)</script> \"><img src=x onerror=y>\r\nBcc: all@example.org\u202Egnp.exe\u0000\u001b[31m https://evil.example/x";

    private static readonly MailSettings s_mail = new("127.0.0.1", 25, MailSettings.NoTls, null, null, "botperf@example.org", "BotPerf");

    [Fact]
    public void Discord_MentionsMarkdownAndLinks_AreText()
    {
        var json = DiscordEmbed.Of(Parcel(Hostile));
        var embed = json["embeds"]![0]!;
        string[] texts = [embed["title"]!.ToString(), embed["description"]!.ToString(), embed["fields"]![0]!["name"]!.ToString(), embed["fields"]![0]!["value"]!.ToString()];

        Assert.Empty(json["allowed_mentions"]!["parse"]!.AsArray());
        Assert.Null(json["content"]);
        Assert.All(texts, text =>
        {
            Assert.DoesNotMatch(@"(?<!\\)[@<>*`\[\]_~|]", text.Replace("\\\\", "", StringComparison.Ordinal));
            Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202E', text);
            Assert.DoesNotContain('\u001b', text);
        });
    }

    [Fact]
    public void Discord_LongestOfEverything_StaysWithinItsLimits()
    {
        var nasty = string.Concat(Enumerable.Repeat("*𝕏_ab", 2_000));
        var notice = Notice(nasty) with { Fields = [.. Enumerable.Range(0, 60).Select(_ => new NoticeField(nasty, nasty))] };
        for (var length = 0; length < 300; length += 7)
        {
            var embed = DiscordEmbed.Of(Parcel(notice with { Text = nasty[..(length * 20)], Title = nasty[..length] }))["embeds"]![0]!;
            var title = embed["title"]!.ToString();
            var description = embed["description"]?.ToString() ?? "";
            var fields = embed["fields"]!.AsArray().Select(field => (Name: field!["name"]!.ToString(), Value: field["value"]!.ToString())).ToList();

            Assert.InRange(title.Length, 1, 256);
            Assert.InRange(description.Length, 0, 4_096);
            Assert.InRange(fields.Count, 0, 25);
            Assert.All(fields, field => Assert.True(field is { Name.Length: > 0 and <= 256, Value.Length: > 0 and <= 1_024 }));
            Assert.InRange(title.Length + description.Length + embed["footer"]!["text"]!.ToString().Length + fields.Sum(field => field.Name.Length + field.Value.Length), 1, 6_000);
            Assert.All([title, description, .. fields.Select(field => field.Value)], text => Assert.DoesNotMatch("[\uD800-\uDBFF](?![\uDC00-\uDFFF])", text));
        }
    }

    [Fact]
    public void Slack_MentionsAndLinks_AreText()
    {
        var text = SlackBlocks.Of(Parcel(Hostile)).ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        Assert.DoesNotContain("<!", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Contains("&lt;!channel&gt;", text, StringComparison.Ordinal);
        Assert.Equal("<https://botperf.example.org/alerts/1|Open in the dashboard>", Regex.Match(text, "<[^>]+>").Value);
    }

    [Fact]
    public void Slack_LongestOfEverything_StaysWithinItsLimits()
    {
        var nasty = string.Concat(Enumerable.Repeat("&<𝕏", 3_000));
        var notice = Notice(nasty) with { Fields = [.. Enumerable.Range(0, 60).Select(_ => new NoticeField(nasty, nasty))] };

        var blocks = SlackBlocks.Of(Parcel(notice))["attachments"]![0]!["blocks"]!.AsArray();

        Assert.InRange(blocks.Count, 1, 50);
        Assert.InRange(blocks[0]!["text"]!["text"]!.ToString().Length, 1, 150);
        Assert.InRange(blocks[1]!["text"]!["text"]!.ToString().Length, 1, 3_000);
        Assert.All(blocks.Where(block => block!["fields"] is not null), block =>
        {
            Assert.InRange(block!["fields"]!.AsArray().Count, 1, 10);
            Assert.All(block["fields"]!.AsArray(), field => Assert.InRange(field!["text"]!.ToString().Length, 1, 2_000));
        });
    }

    [Fact]
    public void Mail_HtmlAndHeaders_AreText()
    {
        var letter = LetterBuilder.Of(Parcel(Hostile), ["ada@example.org"]);
        using var message = letter.ToMessage(s_mail);

        Assert.DoesNotContain("<script", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["https://botperf.example.org/alerts/1"], Regex.Matches(letter.Html, "href=\"([^\"]*)\"").Select(match => match.Groups[1].Value));
        Assert.DoesNotContain('\u202E', letter.Html + letter.Text + message.Subject);
        Assert.DoesNotContain('\n', message.Subject);
        Assert.Empty(message.Bcc);
        Assert.Equal(["ada@example.org"], message.To.Select(to => to.Address));
    }

    [Fact]
    public async Task Log_ControlCharacters_AreGoneAndItIsOneLine()
    {
        var log = new Client.ListLogger();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(new Provider(log)));
        await new LogSender(logging.CreateLogger<LogSender>()).SendAsync(Parcel(Hostile), CancellationToken.None);

        var line = Assert.Single(log.Lines);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains("@everyone", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Webhook_Body_IsJsonThatHoldsTheTextAsItIs()
    {
        var json = JsonNode.Parse(WebhookBody.Of(Parcel(Hostile)))!;

        Assert.Equal(Hostile, json["title"]!.ToString());
    }

    private static Notice Notice(string text) => new(
        "alert", "alert:1", NoticeTone.Critical, text, text, [new NoticeField(text, text)], "/alerts/1",
        new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));

    private static Parcel Parcel(string text) => Parcel(Notice(text));

    private static Parcel Parcel(Notice notice) => new("d1", new Dictionary<string, string>(), notice, [notice], null)
    {
        Link = new Uri("https://botperf.example.org/alerts/1"),
    };

    private sealed class Provider(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
