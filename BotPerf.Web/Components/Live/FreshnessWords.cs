using BotPerf.Web.Live;

namespace BotPerf.Web.Components.Live;

internal static class FreshnessWords
{
    public static string Of(Freshness freshness) => freshness switch
    {
        Freshness.Live => "Live",
        Freshness.Late => "Late",
        Freshness.Offline => "Offline",
        Freshness.Stopped => "Stopped",
        _ => "Waiting",
    };
}
