namespace BotPerf.Web.Api;

/// <summary>The section <c>Api</c> of the configuration.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Whether Prometheus may scrape without a token. Figures of all bots are then open to whoever reaches the server.</summary>
    public bool AnonymousPrometheus { get; set; }
}
