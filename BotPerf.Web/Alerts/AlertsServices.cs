using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Alerts;

internal static class AlertsServices
{
    /// <summary>Also needs the ingest's line to the bots, once it runs.</summary>
    public static IServiceCollection AddBotPerfAlerts(this IServiceCollection services)
    {
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section);
        return services
            .AddSingleton<RuleBook>()
            .AddSingleton<RuleCheck>()
            .AddSingleton<RuleReads>()
            .AddSingleton<RuleUsual>()
            .AddSingleton<UsualFigures>()
            .AddSingleton<UsualWorker>()
            .AddHostedService(provider => provider.GetRequiredService<UsualWorker>())
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
            .AddSingleton<AlertFigures>()
            .AddSingleton<BurnSignals>()
            .AddSingleton<OwnTrouble>()
            .AddSingleton<AlertHealer>()
            .AddHostedService<AlertNews>()
            .AddSingleton<AlertEngine>()
            .AddHostedService(provider => provider.GetRequiredService<AlertEngine>())
            .AddJob<AlertCleanUpJob>();
    }
}
