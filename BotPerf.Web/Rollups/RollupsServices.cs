using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Rollups;

internal static class RollupsServices
{
    public static IServiceCollection AddBotPerfRollups(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        return services.AddJob<AggregateJob>().AddJob<RetentionJob>().AddQueries();
    }

    private static IServiceCollection AddQueries(this IServiceCollection services) => services
        .AddSingleton<FleetQueries>()
        .AddSingleton<RangeReads>()
        .AddSingleton<CommandQueries>()
        .AddSingleton<CommandHistoryQueries>()
        .AddSingleton<CommandPieceQueries>()
        .AddSingleton<HeavyReads>()
        .AddSingleton<StepReads>()
        .AddSingleton<HistoryQueries>()
        .AddSingleton<LatencyQueries>()
        .AddSingleton<HourMaker>()
        .AddSingleton<Retention>()
        .AddSingleton<StorageQueries>()
        .AddSingleton<BotHistoryQueries>()
        .AddSingleton<NameQueries>()
        .AddSingleton<MarkQueries>()
        .AddSingleton<MetricReads>()
        .AddSingleton<MetricListQueries>()
        .AddSingleton<SystemQueries>()
        .AddSingleton<DatabaseQueries>()
        .AddSingleton<NetworkQueries>()
        .AddSingleton<EventFeeds>()
        .AddSingleton<DetailReads>()
        .AddSingleton<KeptExecutions>()
        .AddSingleton<UsedHours>()
        .AddSingleton<ExecutionQueries>()
        .AddSingleton<ErrorQueries>()
        .AddSingleton<LossQueries>()
        .AddSingleton<CommandStepQueries>()
        .AddSingleton<ExportReads>();
}
