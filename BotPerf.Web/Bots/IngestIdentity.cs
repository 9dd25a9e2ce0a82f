using System.Globalization;
using System.Security.Claims;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Bots;

/// <summary>What a connection that came with an ingest key says of itself.</summary>
internal static class IngestIdentity
{
    /// <summary>The authentication scheme: ingest keys.</summary>
    public const string Scheme = "IngestKey";

    /// <summary>The authorization policy: a bot, by its ingest key; never a person.</summary>
    public const string Policy = "ingest";

    private const string BotClaim = "botperf:bot";
    private const string KeyClaim = "botperf:key";

    public static ClaimsPrincipal Of(BotId bot, int key) => new(new ClaimsIdentity(
        [new Claim(BotClaim, bot.ToString()), new Claim(KeyClaim, key.ToString(CultureInfo.InvariantCulture))], Scheme));

    /// <summary>The bot that pushes. Only behind <see cref="Policy"/>.</summary>
    public static BotId Bot(ClaimsPrincipal user) => new(Number(user, BotClaim));

    /// <summary>The key it came with, to end the connection when the key is revoked.</summary>
    public static int Key(ClaimsPrincipal user) => Number(user, KeyClaim);

    private static int Number(ClaimsPrincipal user, string claim) => int.Parse(
        user.FindFirstValue(claim) ?? throw new InvalidOperationException("Not a connection with an ingest key."),
        CultureInfo.InvariantCulture);
}
