using BotPerf.Web.Alerts;
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

    /// <summary>As bad as its worst figure, or its worst alert.</summary>
    public static Level Of(BotSummary bot, OpenAlerts alerts) => bot.Freshness switch
    {
        _ when !NeedsLook(bot, alerts) => Level.None,
        Freshness.Offline => Level.Critical,
        _ when alerts is { Count: > 0, Worst: AlertSeverity.Critical } => Level.Critical,
        Freshness.Live when ErrorRate(bot) == Level.Critical || P95(bot) == Level.Critical => Level.Critical,
        _ => Level.Warning,
    };

    /// <param name="alerts">What of it is not over.</param>
    public static bool NeedsLook(BotSummary bot, OpenAlerts alerts) =>
        alerts is { Count: > 0, Worst: > AlertSeverity.Info }
        || bot.Freshness is Freshness.Late or Freshness.Offline
        || bot.Silent is { Missed: true }
        || (bot.Freshness == Freshness.Live && (ErrorRate(bot) >= Level.Warning || P95(bot) >= Level.Warning));
}
