namespace BotPerf.Client;

/// <summary>How the SDK behaves.</summary>
public sealed class BotPerfOptions
{
    /// <summary>Where the server is.</summary>
    public Uri? Url { get; set; }
}
