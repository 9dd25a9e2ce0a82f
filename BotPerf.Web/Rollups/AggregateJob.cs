using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Rollups;

/// <summary>Makes hours from minutes and days from hours, also those to which something came late.</summary>
internal sealed class AggregateJob(HourMaker maker) : ScheduledJob
{
    public override string Name => "aggregate";
    public override string Title => "Aggregation";
    public override string Description => "Makes hours from minutes and days from hours, and makes anew those to which something came late.";

    // What comes late is in every answer at once, whether its hour was made anew or not: once an hour is often enough.
    public override string Schedule => "0 3 * * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var (hours, days) = await maker.MakeAsync(progress, cancellationToken);
        return new JobResult(hours + days, $"{hours:N0} hours, {days:N0} days");
    }
}
