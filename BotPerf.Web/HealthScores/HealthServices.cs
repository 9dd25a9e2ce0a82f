using BotPerf.Web.Live;

namespace BotPerf.Web.HealthScores;

internal static class HealthServices
{
    public static IServiceCollection AddBotPerfHealthScores(this IServiceCollection services) => services
        .AddSingleton<EvidenceClock>()
        .AddSingleton<HealthMeter>()
        .AddSingleton<HealthBoard>()
        .AddSingleton<HealthTrendBook>()
        .AddSingleton<HealthQueries>()
        .AddSingleton<HealthBackfill>()
        .AddHostedService<HealthNews>()
        .AddSingleton<HealthWorker>()
        .AddHostedService(provider => provider.GetRequiredService<HealthWorker>());
}
