namespace BotPerf.Web.Components.Account;

/// <summary>What the account pages take from the request.</summary>
internal static class AccountHttp
{
    /// <summary>Where the request came from, for slowing down whoever guesses.</summary>
    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>A path on this server, or the front page: a link from elsewhere must not send people elsewhere.</summary>
    public static string LocalPath(string? returnUrl)
    {
        var isLocal = returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl);
        return isLocal ? returnUrl! : "/";
    }

    /// <summary>"in about 3 minutes"</summary>
    public static string Later(TimeSpan wait) => wait <= TimeSpan.FromMinutes(1)
        ? "in a minute"
        : $"in {Math.Ceiling(wait.TotalMinutes):0} minutes";
}
