namespace BotPerf.Web.Rollups;

internal static class RollupsServices
{
    public static IServiceCollection AddBotPerfRollups(this IServiceCollection services) => services
        .AddSingleton<FleetQueries>()
        .AddSingleton<RangeReads>()
        .AddSingleton<CommandQueries>()
        .AddSingleton<HeavyReads>()
        .AddSingleton<StepReads>()
        .AddSingleton<HistoryQueries>()
        .AddSingleton<DetailReads>()
        .AddSingleton<KeptExecutions>()
        .AddSingleton<UsedHours>()
        .AddSingleton<ExecutionQueries>()
        .AddSingleton<ErrorQueries>()
        .AddSingleton<ExportReads>();
}
