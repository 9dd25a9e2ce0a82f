using BotPerf.Web.Insights.Anomalies;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Deploys;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Insights.Forecasts;
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
        .AddSingleton<FigureReads>()
        .AddSingleton<AnomalyQueries>()
        .AddSingleton<ForecastQueries>()
        .AddJob<SuggestionJob>();
}
