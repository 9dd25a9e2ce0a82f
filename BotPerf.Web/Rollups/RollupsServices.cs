namespace BotPerf.Web.Rollups;

internal static class RollupsServices
{
    public static IServiceCollection AddBotPerfRollups(this IServiceCollection services) => services
        .AddSingleton<FleetQueries>()
        .AddSingleton<CommandQueries>()
        .AddSingleton<StepReads>()
        .AddSingleton<HistoryQueries>()
        .AddSingleton<BotHistoryQueries>()
        .AddSingleton<NameQueries>()
        .AddSingleton<DetailReads>()
        .AddSingleton<ExecutionQueries>()
        .AddSingleton<ErrorQueries>()
        .AddSingleton<ExportReads>();
}
