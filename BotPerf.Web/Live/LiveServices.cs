namespace BotPerf.Web.Live;

internal static class LiveServices
{
    public static IServiceCollection AddBotPerfLive(this IServiceCollection services) => services
        .AddSingleton<LiveStore>()
        .AddSingleton<ForgottenInstances>()
        .AddSingleton<LivePulse>()
        .AddHostedService(provider => provider.GetRequiredService<LivePulse>());
}
