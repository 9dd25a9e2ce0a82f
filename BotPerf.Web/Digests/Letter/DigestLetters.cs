using BotPerf.Web.Digests.Content;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BotPerf.Web.Digests.Letter;

/// <summary>A digest as a letter: what is kept of it until it is sent, so that a second attempt is the same letter.</summary>
public sealed record DigestLetter(string Subject, string Text, string Html);

/// <summary>Makes letters, with the framework's own renderer: what strangers wrote is escaped as on the pages.</summary>
internal sealed class DigestLetters(IServiceProvider services, ILoggerFactory logging)
{
    private const int MostSubject = 150;

    public async Task<DigestLetter> OfAsync(Digest digest, DigestLinks links)
    {
        await using var renderer = new HtmlRenderer(services, logging);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<DigestHtml>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(DigestHtml.Digest)] = digest,
                [nameof(DigestHtml.Links)] = links,
            }));
            return root.ToHtmlString();
        });
        return new DigestLetter(TextCut.OneLine(DigestWords.Subject(digest), MostSubject), DigestText.Of(digest, links), html);
    }
}
