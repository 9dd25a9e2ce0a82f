using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Reports.Files;

/// <summary>Lets go of old reports also where no new one is made.</summary>
internal sealed class ReportCleanUpJob(ReportRetention retention) : ScheduledJob
{
    public override string Name => "report-clean-up";

    public override string Title => "Clean up reports";

    public override string Description => "Deletes reports that are older, more or larger than is kept, and files that belong to none.";

    public override string Schedule => "0 20 4 * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var gone = await retention.ApplyAsync(cancellationToken);
        return new JobResult(gone, gone == 1 ? "1 report deleted" : $"{gone:N0} reports deleted");
    }
}
