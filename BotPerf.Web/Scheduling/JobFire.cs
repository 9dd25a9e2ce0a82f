using Quartz;

namespace BotPerf.Web.Scheduling;

/// <summary>What Quartz runs at a job's time: it says so to the runner, and that was all.</summary>
internal sealed class JobFire(JobRunner runner, ILogger<JobFire> log) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        if (runner.TryStart(name, JobCause.Schedule) is null)
            log.StillRunning(name);
        return ValueTask.CompletedTask;
    }
}
