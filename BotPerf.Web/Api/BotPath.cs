using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Api;

/// <summary>The bot that an address names: what every call under <c>/bots/{id}</c> begins with.</summary>
internal static class BotPath
{
    /// <exception cref="Refused">404: there is none of this id.</exception>
    public static Bot Find(BotRegistry bots, string id) =>
        bots.Find(new BotId(ApiId.Of(id, "bot"))) ?? throw Refused.NotFound("bot");

    public static string StatusOf(Freshness freshness) => freshness switch
    {
        Freshness.Waiting => "waiting",
        Freshness.Live => "live",
        Freshness.Late => "late",
        Freshness.Offline => "offline",
        Freshness.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(freshness), freshness, null),
    };
}
