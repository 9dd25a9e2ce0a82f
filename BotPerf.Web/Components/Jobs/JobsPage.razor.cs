using BotPerf.Web.Access;
using BotPerf.Web.Scheduling;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Jobs;

/// <summary>The jobs as they are now; whoever administers runs and cancels them.</summary>
public sealed partial class JobsPage
{
    /// <summary>Nothing here is finer than a minute, but for what runs.</summary>
    private static readonly TimeSpan AgesMove = TimeSpan.FromSeconds(10);

    private IReadOnlyList<JobView> _jobs = [];
    private DateTimeOffset _lookedAt;

    [Inject] private JobRunner Runner { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may run and cancel jobs.";

    protected override bool Look()
    {
        var jobs = Runner.All();
        var isRunning = jobs.Any(job => job.Active is not null);
        if (!isRunning && Now - _lookedAt < AgesMove && jobs.SequenceEqual(_jobs)) return false;

        (_jobs, _lookedAt) = (jobs, Now);
        return true;
    }

    private Task RunAsync(string job) => ActAsync(async by =>
    {
        if (await Runner.TryStartByHandAsync(job, by, CancellationToken.None) is null)
            Problem = "It runs already.";
    });

    private Task CancelAsync(string job) => ActAsync(by => Runner.CancelAsync(job, by, CancellationToken.None));
}
