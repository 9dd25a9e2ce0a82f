using BotPerf.Web.Storage.Backups;
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
        return services.AddBackups().AddJob<BackupJob>().AddJob<IntegrityJob>();
    }

    /// <summary>Backups without a clock: also the command line makes them.</summary>
    public static IServiceCollection AddBackups(this IServiceCollection services)
    {
        services.AddOptions<BackupOptions>().BindConfiguration(BackupOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.Folder is null || Path.IsPathFullyQualified(options.Folder),
                $"{BackupOptions.Section}:{nameof(BackupOptions.Folder)} has to be a full path.")
            .ValidateOnStart();
        return services.AddSingleton<BackupWriter>().AddSingleton<BackupShelf>();
    }

    public static IServiceCollection AddJob<TJob>(this IServiceCollection services) where TJob : ScheduledJob =>
        services.AddSingleton<ScheduledJob, TJob>();
}
