using System.Text.RegularExpressions;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Letter;
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
    public void Of_BotsInEveryState_AreTheWorstFirst()
    {
        var digest = SampleDigest.BadDay;

        Assert.Equal(
            [DigestLevel.Critical, DigestLevel.Warning, DigestLevel.Quiet, DigestLevel.Good, DigestLevel.Good, DigestLevel.Good],
            digest.Bots.Select(bot => bot.Level));
        var worst = digest.Bots[0];
        // Once, and only what lies within the day.
        Assert.Equal(TimeSpan.FromMinutes(42), worst.Outage);
        Assert.Equal((1, 7), (worst.StillOpen, worst.Alerts.Count));
        Assert.Equal(12, worst.Alerts[0].Id);
        Assert.Equal(["play", "queue"], worst.Movers.Select(mover => mover.Command));
        Assert.Equal(0.0720, worst.Now.ErrorRate!.Value, 4);
    }

    [Fact]
    public void Together_AlertsThatOverlap_CountOnce()
    {
        var (from, to) = (SampleDigest.Period.From, SampleDigest.Period.To);
        var alerts = new[]
        {
            SampleDigest.Alert(1, 1, "Offline", "", AlertSeverity.Critical, -30, 10, 0, ""),
            SampleDigest.Alert(2, 1, "Offline", "", AlertSeverity.Critical, 5, 20, 0, ""),
            SampleDigest.Alert(3, 1, "Offline", "", AlertSeverity.Critical, 6, 8, 0, ""),
            SampleDigest.Alert(4, 1, "Offline", "", AlertSeverity.Critical, 1_430, null, 0, ""),
        };

        Assert.Equal(TimeSpan.FromMinutes(20 + 10), DigestBuilder.Together(alerts, from, to));
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

    [Fact]
    public async Task Letter_OfManyBadBots_StaysShort()
    {
        var digest = DigestBuilder.Of(SampleDigest.Period, SampleDigest.Berlin, SampleDigest.Now, Enumerable.Range(1, 500).Select(id =>
            SampleDigest.Bot(id, $"bot {id} {new string('x', 200)}") with
            {
                Now = new DigestUsage(1_000, 900, 5_000),
                Before = new DigestUsage(1_000, 1, 50),
                Columns = [.. Enumerable.Range(0, 25).Select(hour => (long?)hour)],
                Alerts = [.. Enumerable.Range(0, 40).Select(one => SampleDigest.Alert(one, 6, $"{SampleDigest.Hostile}", "", AlertSeverity.High, one, one + 1, 1, "seconds"))],
                Changes = [.. Enumerable.Range(0, 40).Select(one => SampleDigest.Change($"{SampleDigest.Hostile} {one}", 1, 2, Web.Insights.Comparing.ChangeVerdict.Worse))],
            }));

        var letter = await LetterAsync(digest);

        // Gmail cuts at 102 KB.
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(letter.Html), 1, 100_000);
        Assert.Contains("and 442 more", letter.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Notice_OnAChannel_SaysTheSame()
    {
        var notice = DigestNotice.Of(SampleDigest.BadDay, "digest:1", SampleDigest.Now);

        Assert.Equal(DigestWords.Subject(SampleDigest.BadDay), notice.Title);
        Assert.Contains("60.9", notice.Text.Replace(",", ".", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["◆ Jukebox", "▲", "All good", "Nothing heard of"], notice.Fields.Select(field => field.Name.StartsWith('▲') ? "▲" : field.Name));
    }

    [BrowserFact]
    public async Task Letter_OnAnyScreen_FitsAndAsksForNothing()
    {
        var letter = await LetterAsync(SampleDigest.BadDay);
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
                await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"digest-{width}-{colours}.png"), FullPage = true });
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
