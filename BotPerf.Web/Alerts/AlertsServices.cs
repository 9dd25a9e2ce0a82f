using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Alerts;

internal static class AlertsServices
{
    public static IServiceCollection AddBotPerfAlerts(this IServiceCollection services) => services
        .AddSingleton<RuleBook>()
        .AddSingleton<RuleCheck>()
        .AddSingleton<RulePreview>()
        .AddSingleton<RuleActivity>()
        .AddSingleton<AlertBook>()
        .AddSingleton<AlertStates>()
        .AddSingleton<AlertMoves>()
        .AddSingleton<AlertRound>()
        .AddSingleton<AlertTimes>()
        .AddSingleton<Silences>()
        .AddSingleton<AlertRoutes>()
        .AddSingleton<AlertsMemory>()
        .AddSingleton<AlertTeller>()
        .AddSingleton<AlertDesk>()
        .AddSingleton<AlertQueries>()
        .AddSingleton<EvidenceClock>()
        .AddSingleton<AlertEngine>()
        .AddHostedService(provider => provider.GetRequiredService<AlertEngine>())
        .AddJob<AlertCleanUpJob>();
}
