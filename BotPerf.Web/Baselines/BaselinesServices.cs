namespace BotPerf.Web.Baselines;

internal static class BaselinesServices
{
    public static IServiceCollection AddBotPerfBaselines(this IServiceCollection services) => services.AddSingleton<UsualQueries>();
}
