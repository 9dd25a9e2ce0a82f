using BotPerf.Shared.Protocol;
using BotPerf.Web.Alerts;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Tells the bots of suggestions that are new.</summary>
internal sealed class SuggestionNews(BotLine line, ILogger<SuggestionNews> log)
{
    public async Task TellAsync(BotId bot, IReadOnlyList<Suggestion> suggestions)
    {
        if (suggestions.Count == 0)
            return;

        try
        {
            await line.SuggestionsFoundAsync(bot, [.. suggestions.Select(Message)]);
        }
        catch (Exception failed)
        {
            // They are on the page all the same.
            log.NewsFailed(bot, failed);
        }
    }

    public static SuggestionMessage Message(Suggestion of) => new(
        ApiText(of.Id), of.Kind, of.Target, of.Title, EvidenceText(of), of.Hint is null ? of.Advice.DotNet : $"{of.Advice.DotNet} {of.Hint}",
        of.Advice.Code, GainText(of), of.Confidence.ToString().ToLowerInvariant());

    /// <summary>"executions 1,204, average 1.3 s".</summary>
    public static string EvidenceText(Suggestion of) =>
        string.Join(", ", of.Evidence.Select(figure => $"{figure.What} {FigureText.Of(figure.Value, figure.Unit)}"));

    /// <summary>"average duration: from 1.3 s to 1.1 s, at best 800 ms"; null: not known.</summary>
    public static string? GainText(Suggestion of) => of.Expected is not { } gain ? null
        : $"{gain.What}: from {FigureText.Of(gain.Now, gain.Unit)} to {FigureText.Of(gain.Cautious, gain.Unit)}, at best {FigureText.Of(gain.Hopeful, gain.Unit)}";

    private static string ApiText(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
