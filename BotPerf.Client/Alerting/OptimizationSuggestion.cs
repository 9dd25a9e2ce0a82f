namespace BotPerf.Client;

/// <summary>Something that would make the bot faster or safer. [000]</summary>
/// <param name="Kind"><c>memory</c>, <c>database</c>, <c>command</c> or <c>pool</c>.</param>
/// <param name="Target">The query type, command or pool; empty for the whole process.</param>
/// <param name="Evidence">The figures that speak for it.</param>
/// <param name="Action">What to do.</param>
public sealed record OptimizationSuggestion(string Kind, string Target, string Evidence, string Action);
