using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Overview;

/// <summary>What the figures of a bot's card are judged by.</summary>
internal static class BotLevel
{
    // The summary has the rate of the last minute; five minutes of it tell whether the error rate rests on enough.
    public static Level ErrorRate(BotSummary bot) =>
        Levels.ErrorRate(bot.ErrorRate, (bot.CommandsPerMinute ?? 0) * 5);

    public static Level P95(BotSummary bot) => Levels.P95(bot.P95Ms);

    /// <summary>As bad as its worst figure.</summary>
    public static Level Of(BotSummary bot) => bot.Freshness switch
    {
        _ when !NeedsLook(bot) => Level.None,
        Freshness.Offline => Level.Critical,
        Freshness.Live when ErrorRate(bot) == Level.Critical || P95(bot) == Level.Critical => Level.Critical,
        _ => Level.Warning,
    };

    public static bool NeedsLook(BotSummary bot) =>
        bot.Freshness is Freshness.Late or Freshness.Offline
        || bot.Silent is { Missed: true }
        || (bot.Freshness == Freshness.Live && (ErrorRate(bot) >= Level.Warning || P95(bot) >= Level.Warning));
}
