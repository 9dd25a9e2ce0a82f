using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Subscribing;

/// <summary>What a subscription may be. Pure.</summary>
internal static class SubscriptionValidator
{
    /// <summary>Takes over what somebody wants.</summary>
    /// <param name="row">Where to.</param>
    /// <param name="wish">What they want.</param>
    /// <param name="hasBot">Whether there is a bot of this number.</param>
    /// <exception cref="DigestRefusedException">Names the field and its rule.</exception>
    public static void Apply(DigestSubscriptionRow row, DigestWish wish, Func<int, bool> hasBot)
    {
        var cadence = Cadences.Find(wish.Cadence)
            ?? throw Wrong("cadence", $"has to be {string.Join(", ", Cadences.All.Select(Cadences.Word))}");
        if (wish.Hour is < 0 or > 23)
            throw Wrong("hour", "is from 0 to 23");
        var zone = ZoneName.Find(wish.Zone) ?? throw Wrong("zone", "has to be a time zone such as Europe/Berlin, or UTC");
        if (wish.Bots.Count > DigestLimits.MostBots)
            throw Wrong("bots", $"names at most {DigestLimits.MostBots} bots; leave it empty for all");
        if (wish.Bots.Any(bot => !hasBot(bot)))
            throw Wrong("bots", "names a bot that is not there");

        (row.Cadence, row.Hour, row.Zone) = (Cadences.Word(cadence), wish.Hour, zone.Id);
        row.Bots = DigestSubscription.TextOf(wish.Bots);
    }

    private static DigestRefusedException Wrong(string field, string rule) => new($"{field} {rule}.", field);
}
