using BotPerf.Shared.Metrics;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>A bot, one of its instances or one of its commands.</summary>
internal sealed record FoundName(BotId Bot, string BotName, string? Instance = null, string? Command = null)
{
    public string Name => Command ?? Instance ?? BotName;
}

/// <summary>Finds bots, instances and commands by their names; answered from memory.</summary>
internal sealed class NameQueries(BotRegistry bots, TelemetryCatalog catalog, LiveStore live)
{
    // Enough to choose the best from; whoever gets so many types on.
    private const int MostMatches = 400;

    public string NameOf(BotId bot) => bots.Find(bot)?.Name ?? "";

    /// <param name="text">Words that all have to occur in the name, or in that of its bot.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>Names that are the text first, then those that begin with it; bots before instances before commands.</returns>
    public IReadOnlyList<FoundName> Find(string text, int most)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. Names()
            .Where(name => words.All(word => Has(name.Name, word) || Has(name.BotName, word)) && (name.Name == name.BotName || words.Any(word => Has(name.Name, word))))
            .Take(MostMatches)
            .OrderBy(name => Rank(name.Name, text.Trim()))
            .ThenBy(name => name.Command is not null ? 2 : name.Instance is not null ? 1 : 0)
            .ThenBy(name => name.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(name => name.BotName, StringComparer.OrdinalIgnoreCase)
            .Take(most)];
    }

    private IEnumerable<FoundName> Names()
    {
        foreach (var bot in bots.All)
            yield return new FoundName(bot.Id, bot.Name);
        foreach (var bot in bots.All)
        {
            foreach (var instance in live.Bot(bot.Id)?.Instances ?? [])
                yield return new FoundName(bot.Id, bot.Name, Instance: instance.Entry.Name);
        }

        foreach (var bot in bots.All)
        {
            foreach (var command in catalog.SeriesOf(bot.Id, MetricNames.CommandDuration).Select(series => series[LabelNames.Command]).Distinct(StringComparer.Ordinal))
                yield return new FoundName(bot.Id, bot.Name, Command: command);
        }
    }

    private static bool Has(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static int Rank(string name, string text) =>
        name.Equals(text, StringComparison.OrdinalIgnoreCase) ? 0 : name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 1 : 2;
}
