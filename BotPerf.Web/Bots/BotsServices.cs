namespace BotPerf.Web.Bots;

internal static class BotsServices
{
    public static IServiceCollection AddBotPerfBots(this IServiceCollection services)
    {
        services.AddSingleton<BotRegistry>();
        services.AddHostedService<KeyUseWorker>();
        return services;
    }
}
