namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Every rule there is.</summary>
internal static class SuggestionRules
{
    public static readonly IReadOnlyList<SuggestionRule> All =
    [
        new HeapNearLimit(), new SlowQueries(), new SlowCommands(), new PoolExhausted(), new PoolTooSmall(), new PoolTooLarge(),
        new CacheMisses(), new RateLimitNear(), new ThreadPoolStarved(), new GcPressure(), new ErrorProneModules(), new ErrorProneCommands(),
    ];

    public static readonly IReadOnlyList<string> Metrics = [.. All.SelectMany(rule => rule.Metrics).Distinct()];

    public static SuggestionRule? Find(string kind) => All.FirstOrDefault(rule => rule.Kind == kind);
}
