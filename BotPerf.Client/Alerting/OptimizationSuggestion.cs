namespace BotPerf.Client;

/// <summary>Something that would make the bot faster or safer. [000]</summary>
/// <param name="Kind">
/// <c>memory</c>, <c>database</c>, <c>command</c> or <c>pool</c>; of the server's, the name of its rule: <c>slow-command</c>, …
/// </param>
/// <param name="Target">The query type, command or pool; empty for the whole process.</param>
/// <param name="Evidence">The figures that speak for it.</param>
/// <param name="Action">What to do.</param>
public sealed record OptimizationSuggestion(string Kind, string Target, string Evidence, string Action)
{
    /// <summary>The server found it, over all instances and a day; it is dismissed or done on the dashboard.</summary>
    public bool FromServer { get; init; }
}
