using System.Text.Json;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>What of a measurement is kept as text in its row.</summary>
internal sealed record SuggestionDetails(IReadOnlyList<EvidenceFigure> Evidence, Expectation? Expected, string? Hint)
{
    // What a bot sends under a known name need not be what the name says.
    public static string Write(Measurement measured) => JsonSerializer.Serialize(new SuggestionDetails(
        [.. measured.Evidence.Where(figure => double.IsFinite(figure.Value))],
        measured.Expected is { } expected && double.IsFinite(expected.Now) && double.IsFinite(expected.Cautious) && double.IsFinite(expected.Hopeful) ? expected : null,
        measured.Hint));

    public static SuggestionDetails Read(string json) => JsonSerializer.Deserialize<SuggestionDetails>(json)!;
}
