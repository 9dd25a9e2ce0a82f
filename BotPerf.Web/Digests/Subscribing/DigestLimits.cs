namespace BotPerf.Web.Digests.Subscribing;

/// <summary>How much one may ask for; docs/digests.md has the table.</summary>
internal static class DigestLimits
{
    /// <summary>Of one person: three cadences, and channels.</summary>
    public const int MostSubscriptions = 20;

    /// <summary>Bots that one names; all bots are no list.</summary>
    public const int MostBots = 200;

    /// <summary>Digests that one person asks for in any hour, beside those by the clock.</summary>
    public const int MostAsked = 10;
}
