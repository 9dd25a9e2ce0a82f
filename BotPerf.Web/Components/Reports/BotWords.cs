namespace BotPerf.Web.Components.Reports;

/// <summary>Which bots, in a few words.</summary>
internal static class BotWords
{
    private const int MostNamed = 3;

    public static string Of(IReadOnlyList<int> bots, IReadOnlyDictionary<int, string> names) => bots.Count switch
    {
        0 => "all bots",
        <= MostNamed => string.Join(", ", bots.Select(bot => names.TryGetValue(bot, out var name) ? TextCut.OneLine(name, 40) : $"bot {bot}, which is gone")),
        _ => $"{bots.Count} bots",
    };
}
