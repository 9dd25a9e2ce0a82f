using System.Text.RegularExpressions;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Senders;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Scheduling.Calendar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace BotPerf.Tests.Digests;

public sealed partial class DigestLetterTests
{
    /// <summary>The letter stands in BadDay.html and BadDay.txt: look at the difference, then write the new one with BOTPERF_ACCEPT_MAIL=1.</summary>
    [Fact]
    public async Task Letter_OfABadDay_IsThatOfTheSnapshot()
    {
        var letter = await LetterAsync(SampleDigest.BadDay);

        foreach (var (file, text) in new[] { ("BadDay.html", letter.Html), ("BadDay.txt", letter.Text) })
        {
            var path = RepositoryFolder.File("BotPerf.Tests", "Digests", file);
            var actual = text.ReplaceLineEndings("\n");
            if (Environment.GetEnvironmentVariable("BOTPERF_ACCEPT_MAIL") == "1")
                await File.WriteAllTextAsync(path, actual);
            Assert.Equal(await File.ReadAllTextAsync(path), actual);
        }
    }

    [Fact]
    public void Subject_SaysTheWorstThing()
    {
        Assert.Equal(
            "Daily digest 20 Nov: Jukebox: offline for 42 min, and 1 more bot needs a look", DigestWords.Subject(SampleDigest.BadDay));
        Assert.Equal("Daily digest 20 Nov: All good: 12,400 commands of 2 bots", DigestWords.Subject(SampleDigest.GoodDay));
    }

    [Fact]
    public async Task Letter_OfABotThatNothingIsKnownOfForAWhile_DoesNotCallItAllGood()
    {
        var digest = SampleDigest.Of(
        [
            SampleDigest.Bot(3, "Aurora", SampleDigest.Figures with { Now = new DigestUsage(12_345, 20, 130), Health = 97, Unknown = TimeSpan.FromMinutes(40) }),
            SampleDigest.Bot(4, "Borealis", SampleDigest.Figures with { Now = new DigestUsage(55, 0, 30), Health = 99, Unknown = TimeSpan.FromMinutes(10) }),
        ]);

        var letter = await LetterAsync(digest);

        Assert.Equal("Daily digest 20 Nov: All good, as far as is known: 12,400 commands of 2 bots", letter.Subject);
        Assert.Contains("Not all is known. Nothing came from Aurora for 40 min.", letter.Text, StringComparison.Ordinal);
        Assert.Contains("<bdi>Aurora</bdi> for 40 min", letter.Html, StringComparison.Ordinal);
        Assert.Contains("Nothing came from Aurora for 40 min.", DigestNotice.Of(digest, "digest:1", SampleDigest.Now).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BotsInEveryState_AreTheWorstFirst()
    {
        var digest = SampleDigest.BadDay;

        Assert.Equal(
            [DigestLevel.Critical, DigestLevel.Warning, DigestLevel.Quiet, DigestLevel.Good, DigestLevel.Good, DigestLevel.Good],
            digest.Bots.Select(bot => bot.Level));
        var worst = digest.Bots[0];
        // Once, and only what lies within the day.
        Assert.Equal(TimeSpan.FromMinutes(42), worst.Outage!.Value.Whole);
        Assert.Equal((1, 7), (worst.StillOpen, worst.AlertCount));
        Assert.Equal(12, worst.Alerts[0].Id);
        Assert.Equal(["play", "queue"], worst.Movers.Select(mover => mover.Command));
        Assert.Equal(0.0720, worst.Now.ErrorRate!.Value, 4);
    }

    [Fact]
    public async Task Letter_HostileNames_AreTextAndNoLinks()
    {
        var letter = await LetterAsync(SampleDigest.BadDay);

        Assert.DoesNotContain("<img", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>x", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;img", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://evil", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("www.evil", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://evil", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', letter.Html);
        Assert.All(Href().Matches(letter.Html), match => Assert.StartsWith("https://botperf.example.org/", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.Empty(Outside().Matches(letter.Html));
        // Of what is longer, mail programs show a part.
        Assert.InRange(letter.Html.Length, 5_000, 60_000);
    }

    /// <summary>Quotes and emoji are what takes most room, as marks of HTML and as bytes.</summary>
    [Theory]
    [InlineData("ボ", "and 480 more")]
    [InlineData("😴", "and 480 more")]
    [InlineData("x", "and 450 more")]
    [InlineData("\"", "and 495 more")]
    public async Task Letter_OfManyBotsInEveryState_IsNotCutByMailPrograms(string letter, string more)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 200));
        var bad = Enumerable.Range(1, 500).Select(id => SampleDigest.Bot(id, $"{id} {name}", SampleDigest.Figures with
        {
            Now = new DigestUsage(1_000, 900, 5_000), Before = new DigestUsage(1_000, 1, 50),
            Changes = [.. Enumerable.Range(0, 40).Select(one => SampleDigest.Change($"{name} {one}", 1, 2, Web.Insights.Comparing.ChangeVerdict.Worse))],
        }) with
        {
            Alerts = [.. Enumerable.Range(0, 40).Select(one => SampleDigest.Opened(SampleDigest.Alert(one, 6, name, "", AlertSeverity.High, one, one + 1, 1, "seconds")))],
        });
        var good = Enumerable.Range(501, 500).Select(id => SampleDigest.Bot(id, $"{id} {name}", SampleDigest.Figures with { Now = new DigestUsage(5, 0, 1) }));
        var quiet = Enumerable.Range(1_001, 500).Select(id => SampleDigest.Bot(id, $"{id} {name}", BotFigures.None));

        var written = await LetterAsync(SampleDigest.Of([.. bad, .. good, .. quiet]));

        Assert.True(System.Text.Encoding.UTF8.GetByteCount(written.Html) is var bytes && bytes <= DigestLetters.MostBytes && written.Html.Contains(more, StringComparison.Ordinal), $"{letter} {bytes} {written.Html.IndexOf(more, StringComparison.Ordinal)}");
        Assert.Contains("Unsubscribe</a>", written.Html, StringComparison.Ordinal);
        Assert.Contains(more, written.Html, StringComparison.Ordinal);
        Assert.Contains("All good:", written.Html, StringComparison.Ordinal);
        Assert.Contains("Nothing heard of:", written.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letter_OfMoreBotsThanFit_SaysHowManyWereLookedAt()
    {
        var digest = SampleDigest.Of([SampleDigest.Bot(1, "Aurora", SampleDigest.Figures with { Now = new DigestUsage(5, 0, 1) })], known: 2_000);

        var letter = await LetterAsync(digest);

        Assert.Contains("1 of 2,000 bots were looked at", letter.Html, StringComparison.Ordinal);
        Assert.Contains("1 of 2,000 bots were looked at", letter.Text, StringComparison.Ordinal);
        Assert.Contains("1 of 2,000 bots were looked at", DigestNotice.Of(digest, "digest:1", SampleDigest.Now).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("looked at", (await LetterAsync(SampleDigest.GoodDay)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil1.com", "evil1.~com")]
    [InlineData("discord-n1tro2.gift", "discord-n1tro2.~gift")]
    [InlineData("pay3@evil4.com", "pay3@~evil4.~com")]
    [InlineData("a1@b2.io", "a1@~b2.~io")]
    [InlineData("evil.1com", "evil.~1com")]
    [InlineData("1@2.3", "1@~2.3")]
    [InlineData("x3://y", "x3:~//y")]
    [InlineData("evil。com", "evil。~com")]
    [InlineData("takes 1.26 s at 14:05. Then more: none", "takes 1.26 s at 14:05. Then more: none")]
    public void MailName_OfWhatMailProgramsWouldLink_HasAnInvisibleSignInIt(string name, string expected) =>
        Assert.Equal(expected.Replace('~', '\u200B'), MailName.Of(name));

    [Fact]
    public void Time_OutsideOfTheDay_HasItsDay()
    {
        Assert.Equal("16:40", DigestWords.Time(SampleDigest.BadDay, SampleDigest.Period.From.AddMinutes(1_000)));
        Assert.Equal("18 Nov 23:30", DigestWords.Time(SampleDigest.BadDay, SampleDigest.Period.From.AddMinutes(-1_470)));
        Assert.Equal("21 Nov 00:00", DigestWords.Time(SampleDigest.BadDay, SampleDigest.Period.To));
        // The night in which the clock is set back has two o'clock twice.
        var autumn = SampleDigest.BadDay with { Period = PeriodCalendar.Of(new PeriodSchedule(Cadence.Daily, 8, SampleDigest.Berlin), new DateOnly(2026, 10, 25)) };
        Assert.Equal("02:30 UTC+02:00", DigestWords.Time(autumn, autumn.Period.From.AddMinutes(150)));
        Assert.Equal("02:30 UTC+01:00", DigestWords.Time(autumn, autumn.Period.From.AddMinutes(210)));
    }

    [Theory]
    [InlineData(42, "42 s")]
    [InlineData(2_579, "42 min")]
    [InlineData(18_720, "5 h 12 min")]
    [InlineData(18_000, "5 h")]
    [InlineData(273_600, "3 d 4 h")]
    public void Lasting_OfAnyLength_LosesNoMinutesOfHours(int seconds, string expected) =>
        Assert.Equal(expected, DigestWords.Lasting(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Notice_OnAChannel_SaysTheSame()
    {
        var notice = DigestNotice.Of(SampleDigest.BadDay, "digest:1", SampleDigest.Now);

        Assert.Equal(DigestWords.Subject(SampleDigest.BadDay), notice.Title);
        Assert.Contains("60.9", notice.Text.Replace(",", ".", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["◆ Jukebox", "▲", "All good", "Nothing heard of"], notice.Fields.Select(field => field.Name.StartsWith('▲') ? "▲" : field.Name));
        Assert.Contains("Bots: 2 need a look, 3 all good, 1 not heard of.", notice.Text, StringComparison.Ordinal);
    }

    /// <summary>What does not fit falls off a message of Discord; nothing of a digest does, were every letter one that takes two.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("*")]
    public void Notice_OfManyBotsOnDiscord_KeepsItsListsAndCounts(string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 80));
        var bad = Enumerable.Range(1, 40).Select(id => SampleDigest.Bot(id, name, SampleDigest.Figures with { Now = new DigestUsage(1_000, 900, 5_000), Before = new DigestUsage(999, 1, 50), Lost = 5 }) with
        {
            Alerts = [SampleDigest.Opened(SampleDigest.Alert(id, 6, name, $"""["command","{name}"]""", AlertSeverity.Critical, 1, null, 1, "seconds"))],
        });
        var good = Enumerable.Range(41, 40).Select(id => SampleDigest.Bot(id, name));
        var quiet = Enumerable.Range(81, 40).Select(id => SampleDigest.Bot(id, name, BotFigures.None));
        var notice = DigestNotice.Of(SampleDigest.Of([.. bad, .. good, .. quiet], known: 2_000), "digest:1", SampleDigest.Now);

        var embed = DiscordEmbed.Of(new Parcel("1", new Dictionary<string, string>(), notice, [], null))["embeds"]![0]!;

        var fields = embed["fields"]!.AsArray().Select(field => (Name: field!["name"]!.GetValue<string>(), Value: field["value"]!.GetValue<string>())).ToList();
        Assert.Equal(notice.Fields.Count, fields.Count);
        Assert.Equal(["Need a look, too", "All good", "Nothing heard of"], fields.TakeLast(3).Select(field => field.Name));
        Assert.Equal([" more", " more", " more"], fields.TakeLast(3).Select(field => field.Value[^5..]));
        Assert.Contains("Bots: 40 need a look, 40 all good, 40 not heard of.", embed["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("120 of 2,000 bots were looked at", embed["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Letter_OnAnyScreen_FitsAndAsksForNothing()
    {
        foreach (var (name, digest) in new[] { ("bad", SampleDigest.BadDay), ("good", SampleDigest.GoodDay), ("many", SampleDigest.ManyBots) })
        {
            var letter = await LetterAsync(digest);
            foreach (var (width, colours) in new[]
            {
                (390, ColorScheme.Light), (390, ColorScheme.Dark), (1_000, ColorScheme.Light), (1_000, ColorScheme.Dark),
            })
            {
                await using var browser = await Browser.OpenAsync(new Uri("http://127.0.0.1:9/"), width, 900, colours);
                var asked = new List<string>();
                browser.Page.Request += (_, request) => asked.Add(request.Url);

                await browser.Page.SetContentAsync(letter.Html);

                Assert.Equal(width, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
                var back = await browser.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.card')).backgroundColor");
                Assert.Equal(colours == ColorScheme.Dark ? "rgb(27, 33, 43)" : "rgb(255, 255, 255)", back);
                Assert.Empty(asked);
                if (Environment.GetEnvironmentVariable("BOTPERF_SCREENSHOTS") is { Length: > 0 } folder)
                    await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"digest-{name}-{width}-{colours}.png"), FullPage = true });
            }
        }
    }

    private static async Task<DigestLetter> LetterAsync(Digest digest)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return await new DigestLetters(services, NullLoggerFactory.Instance).OfAsync(digest, SampleDigest.Links);
    }

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Href();

    /// <summary>What would be fetched, or run.</summary>
    [GeneratedRegex("<(script|link|iframe|form|img)|<[^>]*\\s(src|on[a-z]+)=|url\\(|@import", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
