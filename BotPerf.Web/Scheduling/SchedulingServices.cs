using Quartz;

namespace BotPerf.Web.Scheduling;

internal static class SchedulingServices
{
    /// <summary>The jobs' ledger and clock. Call it after everything that jobs work on: it stops first.</summary>
    public static IServiceCollection AddBotPerfScheduling(this IServiceCollection services)
    {
        services.AddSingleton<JobRunner>();
        services.AddHostedService<JobScheduler>();
        services.AddSingleton<JobFire>();
        // One thread at a time: Quartz only says when, the runs are tasks of the runner.
        services.AddQuartz(quartz => quartz.UseInMemoryStore().UseDefaultThreadPool(1));
        services.AddQuartzHostedService();
        return services;
    }

    public static IServiceCollection AddJob<TJob>(this IServiceCollection services) where TJob : ScheduledJob =>
        services.AddSingleton<ScheduledJob, TJob>();
}
