namespace BotPerf.Web.Components.Account;

/// <summary>What the account pages take from the request.</summary>
internal static class AccountHttp
{
    /// <summary>"in about 3 minutes"</summary>
    public static string Later(TimeSpan wait) => wait <= TimeSpan.FromMinutes(1)
        ? "in a minute"
        : $"in {Math.Ceiling(wait.TotalMinutes):0} minutes";
}
