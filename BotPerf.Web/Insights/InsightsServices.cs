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
        .AddJob<SuggestionJob>();
}
