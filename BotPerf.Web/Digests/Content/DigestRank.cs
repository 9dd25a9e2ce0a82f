using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Content;

/// <summary>Which bots are looked at when there are more than a digest has room for: by what is known of them without any reading. Pure.</summary>
internal static class DigestRank
{
    /// <param name="bots">All that are asked about.</param>
    /// <param name="most">So many are taken.</param>
    /// <param name="open">What is not over.</param>
    /// <param name="within">What was open at some time of the period.</param>
    /// <param name="fellSilent">It was heard in these periods, and no more.</param>
    /// <param name="health">The newest score; null: unknown.</param>
    public static IReadOnlyList<Bot> Of(
        IEnumerable<Bot> bots, int most, IReadOnlyDictionary<BotId, OpenAlerts> open, IReadOnlyDictionary<BotId, OpenAlerts> within,
        Func<Bot, bool> fellSilent, Func<Bot, double?> health) =>
        [
            .. bots.OrderByDescending(bot => Of(open, bot)).ThenByDescending(bot => Of(within, bot)).ThenByDescending(fellSilent)
                .ThenBy(bot => health(bot) ?? double.MaxValue).ThenBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Take(most),
        ];

    // None is better than a mild one; of equally bad ones, more are worse.
    private static (int Worst, int Count) Of(IReadOnlyDictionary<BotId, OpenAlerts> alerts, Bot bot) =>
        alerts.TryGetValue(bot.Id, out var some) ? ((int)some.Worst + 1, some.Count) : default;
}
