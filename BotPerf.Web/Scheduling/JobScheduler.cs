using Quartz;

namespace BotPerf.Web.Scheduling;

/// <summary>
/// The jobs' life within the server's: reads the ledger when everything below is open, hands Quartz the times, and makes
/// up for what was missed once the server has started.
/// </summary>
internal sealed class JobScheduler(
    JobRunner runner, ISchedulerFactory schedulers, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await runner.RecoverAsync(cancellationToken);
        var quartz = await schedulers.GetScheduler(cancellationToken);
        foreach (var (name, schedule) in runner.Schedules)
        {
            // A machine that slept over a planned time runs the job once when it wakes: Quartz' own way for cron.
            await quartz.ScheduleJob(
                JobBuilder.Create<JobFire>().WithIdentity(name).Build(),
                TriggerBuilder.Create(time).WithIdentity(name).WithSchedule(CronScheduleBuilder.Create(schedule.Cron)).Build(),
                cancellationToken: cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await runner.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var up = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await runner.CatchUpAsync(stoppingToken);
    }
}
