namespace BotPerf.Web.Targets;

internal static class TargetsServices
{
    public static IServiceCollection AddBotPerfTargets(this IServiceCollection services) => services
        .AddSingleton<TargetBook>()
        .AddSingleton<TargetMemory>()
        .AddSingleton<TargetReads>()
        .AddSingleton<TargetQueries>()
        .AddHostedService<TargetWorker>();
}
