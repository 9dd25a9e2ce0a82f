namespace BotPerf.Web.Delivery;

/// <summary>What an address that messages go to may look like. Pure.</summary>
internal static class WebAddress
{
    /// <summary>The rule that it breaks, or null.</summary>
    /// <param name="isPlainAllowed">Whether this host may be spoken to without encryption.</param>
    public static string? Rule(string text, Func<string, bool> isPlainAllowed)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return "has to be an address that begins with https://";
        if (url.UserInfo.Length > 0)
            return "has to be without a name and password before the host";
        return url.Scheme == Uri.UriSchemeHttps || isPlainAllowed(url.Host) ? null : "has to begin with https://";
    }
}
