using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Deploys;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Insights;

internal static class InsightsServices
{
    public static IServiceCollection AddBotPerfInsights(this IServiceCollection services) => services
        .AddSingleton<SuggestionNews>()
        .AddSingleton<SuggestionRound>()
        .AddSingleton<SuggestionDesk>()
        .AddSingleton<SuggestionQueries>()
        .AddSingleton<ComparisonQueries>()
        .AddSingleton<DeployQueries>()
        .AddJob<SuggestionJob>();
}
