using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Digests.Sending;

/// <summary>Digests by the clock. Every quarter of an hour, since there are zones that are a quarter off the hour.</summary>
internal sealed class DigestJob(DigestRound round) : ScheduledJob
{
    public override string Name => "digests";

    public override string Title => "Digests";

    public override string Description => "Sees who is to get a digest by now, in everybody's own time zone. After down-time each gets one, the newest.";

    public override string Schedule => "0 0/15 * * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var (due, missed) = await round.LookAsync(cancellationToken);
        var gone = await round.ForgetAsync(cancellationToken);
        return new JobResult(due, $"{due:N0} due, {missed:N0} missed, {gone:N0} old ones deleted");
    }
}
