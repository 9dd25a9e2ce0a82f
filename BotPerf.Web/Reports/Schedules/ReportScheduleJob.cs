using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Reports.Schedules;

/// <summary>Looks whose time has come.</summary>
internal sealed class ReportScheduleJob(ScheduleDesk desk) : ScheduledJob
{
    public override string Name => "report-schedules";

    public override string Title => "Scheduled reports";

    public override string Description => "Begins the reports whose time has come, each once for its day, week or month, and anew those that failed.";

    public override string Schedule => "0 */5 * * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var begun = await desk.BeginDueAsync(cancellationToken);
        return new JobResult(begun, begun == 1 ? "1 report begun" : $"{begun:N0} reports begun");
    }
}
