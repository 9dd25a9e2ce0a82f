using System.Security.Cryptography;
using BotPerf.Web.Delivery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Digests.Letter;

/// <summary>The links of letters, that by which one unsubscribes among them: it needs no signing in, so it is signed itself.</summary>
internal sealed class LinkMaker(IDataProtectionProvider protection, IOptions<PublicUrlOptions> server)
{
    public const string Path = "/unsubscribe";
    private const int LongestToken = 500;

    private readonly IDataProtector _protector = protection.CreateProtector("BotPerf.Digests.Unsubscribe");

    public DigestLinks Of(int subscription) => new(
        server.Value.Absolute, server.Value.Absolute($"{Path}?token={Token(subscription)}"));

    public string Token(int subscription) =>
        WebEncoders.Base64UrlEncode(_protector.Protect(BitConverter.GetBytes(subscription)));

    /// <summary>Whose it is; null: nobody here has signed it.</summary>
    public int? Read(string? token)
    {
        if (token is not { Length: > 0 and <= LongestToken })
            return null;

        try
        {
            return BitConverter.ToInt32(_protector.Unprotect(WebEncoders.Base64UrlDecode(token)));
        }
        catch (Exception notOurs) when (notOurs is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>RFC 8058: mail programs show a button of their own. It has to be an address with https.</summary>
    public static Dictionary<string, string> Headers(DigestLinks links)
    {
        var headers = new Dictionary<string, string>();
        if (links.Unsubscribe is { } unsubscribe)
        {
            headers["List-Unsubscribe"] = $"<{unsubscribe.AbsoluteUri}>";
            if (unsubscribe.Scheme == Uri.UriSchemeHttps)
                headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
        }

        return headers;
    }
}
