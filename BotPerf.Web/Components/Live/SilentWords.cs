using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Live;

internal static class SilentWords
{
    private const int Named = 3;

    /// <summary>"1 of 2 instances silent for 5 min".</summary>
    public static string Of(BotSummary bot, DateTimeOffset now) =>
        $"{bot.Silent!.Names.Count} of {bot.Instances} instances silent for {Format.Span(now - bot.Silent.Since)}";

    /// <summary>"web-1, web-2, web-3 and 4 more".</summary>
    public static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
