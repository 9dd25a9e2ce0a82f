namespace BotPerf.Web.Live;

internal static class LiveServices
{
    public static IServiceCollection AddBotPerfLive(this IServiceCollection services) => services
        .AddSingleton<LiveStore>()
        .AddSingleton<LivePulse>()
        .AddHostedService(provider => provider.GetRequiredService<LivePulse>());
}
