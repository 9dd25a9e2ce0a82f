using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BotPerf.Web.Digests.Content;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BotPerf.Web.Digests.Letter;

/// <summary>A digest as a letter: what is kept of it until it is sent, so that a second attempt is the same letter.</summary>
/// <param name="Domain">What its Message-ID ends in, as of its first attempt; null: there was none yet.</param>
public sealed record DigestLetter(string Subject, string Text, string Html, string? Domain = null);

/// <summary>Makes letters, with the framework's own renderer: what strangers wrote is escaped as on the pages.</summary>
internal sealed partial class DigestLetters(IServiceProvider services, ILoggerFactory logging)
{
    /// <summary>Gmail cuts at 102 KB, and with the end goes the link that unsubscribes.</summary>
    public const int MostBytes = 95_000;

    private const int MostSubject = 150;
    private const int FirstBeyondMarkup = 0xA0;

    public async Task<DigestLetter> OfAsync(Digest digest, DigestLinks links)
    {
        await using var renderer = new HtmlRenderer(services, logging);
        var html = "";
        foreach (var size in LetterSize.All)
        {
            html = await HtmlAsync(renderer, digest, links, size);
            if (Encoding.UTF8.GetByteCount(html) <= MostBytes)
                break;
        }

        return new DigestLetter(TextCut.OneLine(DigestWords.Subject(digest), MostSubject), DigestText.Of(digest, links), html);
    }

    private static async Task<string> HtmlAsync(HtmlRenderer renderer, Digest digest, DigestLinks links, LetterSize size) =>
        Plain(await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<DigestHtml>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(DigestHtml.Digest)] = digest,
                [nameof(DigestHtml.Links)] = links,
                [nameof(DigestHtml.Size)] = size,
            }));
            return root.ToHtmlString();
        }));

    // The renderer writes every letter that is not Latin by its number, which is three times as long; none of them is markup.
    private static string Plain(string html) => Numbered().Replace(html, letter =>
        int.Parse(letter.Groups["number"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is >= FirstBeyondMarkup and var number
            && Rune.IsValid(number) ? new Rune(number).ToString() : letter.Value);

    [GeneratedRegex("&#x(?<number>[0-9A-F]{2,6});", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Numbered();
}
