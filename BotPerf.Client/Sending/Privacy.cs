using System.Security.Cryptography;
using System.Text;
using BotPerf.Client.Recording;

namespace BotPerf.Client.Sending;

/// <summary>Which ids leave the bot, and as what. None, unless the bot opted in.</summary>
internal sealed class Privacy(bool guilds, bool channels, bool users, byte[]? hashKey)
{
    private const int HashBytes = 12;

    public static Privacy Strict { get; } = new(false, false, false, null);

    public bool AnyAllowed => guilds || channels || users;

    public string? Guild(Origin? origin) => guilds ? Disguise(origin?.Guild) : null;
    public string? Channel(Origin? origin) => channels ? Disguise(origin?.Channel) : null;
    public string? User(Origin? origin) => users ? Disguise(origin?.User) : null;

    /// <summary>A keyed hash: who knows all the ids there are still cannot try them out.</summary>
    private string? Disguise(string? id)
    {
        if (id is null || hashKey is null)
            return id;

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes(id), hash);
        return Convert.ToHexStringLower(hash[..HashBytes]);
    }
}
