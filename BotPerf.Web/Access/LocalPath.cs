namespace BotPerf.Web.Access;

internal static class LocalPath
{
    /// <summary>A path on this server, or the front page: a link from elsewhere must not send people elsewhere.</summary>
    public static string Of(string? returnUrl)
    {
        var isLocal = returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl);
        return isLocal ? returnUrl! : "/";
    }
}
