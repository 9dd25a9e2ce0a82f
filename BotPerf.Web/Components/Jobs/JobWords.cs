using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Components.Jobs;

/// <summary>How the ledger's words read on the page.</summary>
internal static class JobWords
{
    public static string Of(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Running => "Running",
        JobOutcome.Succeeded => "Succeeded",
        JobOutcome.Failed => "Failed",
        JobOutcome.Cancelled => "Cancelled",
        _ => "Cut off",
    };

    public static string Icon(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Running => "play",
        JobOutcome.Succeeded => "check",
        JobOutcome.Failed => "alert",
        JobOutcome.Cancelled => "close",
        _ => "power",
    };

    public static Level LevelOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => Level.Ok,
        JobOutcome.Failed => Level.Critical,
        JobOutcome.Interrupted => Level.Warning,
        _ => Level.None,
    };

    public static string Of(JobCause cause, string? by) => cause switch
    {
        JobCause.Schedule => "by schedule",
        JobCause.CatchUp => "made up for",
        _ => $"by {by}",
    };
}
