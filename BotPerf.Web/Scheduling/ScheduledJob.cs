namespace BotPerf.Web.Scheduling;

/// <summary>
/// Work that the server does by the clock. It may be killed at any moment and is then run again, so what it does a second
/// time must do no harm. Register it with <see cref="SchedulingServices.AddJob{TJob}"/>.
/// </summary>
internal abstract class ScheduledJob
{
    /// <summary>Names it in paths and in the ledger, and never changes: lower case, words joined by hyphens.</summary>
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>What it does, in a sentence for people.</summary>
    public abstract string Description { get; }

    /// <summary>When it runs: Quartz' cron, with seconds, in UTC. <c>0 30 2 * * ?</c> is every night at 02:30.</summary>
    public abstract string Schedule { get; }

    /// <summary>
    /// Does the work. What it throws becomes the run's error, its message for people; a cancelled token means that somebody
    /// does not want it any more or that the server ends, which waits two seconds for it.
    /// </summary>
    public abstract Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken);
}

/// <param name="Rows">What it worked through, in whatever it counts.</param>
/// <param name="Summary">What it did, in one line.</param>
internal sealed record JobResult(long Rows, string Summary);
