using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Scheduling;

public enum JobCause
{
    Schedule,
    CatchUp,
    ByHand,
}

public enum JobOutcome
{
    Running,
    Succeeded,
    Failed,
    Cancelled,

    /// <summary>The server ended before the run did.</summary>
    Interrupted,
}

/// <summary>One run of a job, as the ledger has it.</summary>
/// <param name="By">Who started it by hand.</param>
/// <param name="Duration">Null while it runs, and for ever when the server was killed.</param>
/// <param name="Rows">What it worked through; null unless it succeeded.</param>
/// <param name="Text">What it did, or why it could not.</param>
public sealed record JobRun(
    int Id, string Job, JobCause Cause, string? By, DateTimeOffset StartedAt, TimeSpan? Duration, JobOutcome Outcome,
    long? Rows, string Text)
{
    internal static JobRun Of(JobRunRow row) => new(
        row.Id, row.Job, CauseOf(row.Cause), row.StartedBy, row.StartedAt,
        row.DurationMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null, OutcomeOf(row.Outcome), row.Rows,
        row.Text);

    /// <summary>The stable word of the ledger and of the REST interface.</summary>
    public static string WordOf(JobCause cause) => cause switch
    {
        JobCause.Schedule => "schedule",
        JobCause.CatchUp => "catch_up",
        _ => "by_hand",
    };

    /// <inheritdoc cref="WordOf(JobCause)"/>
    public static string WordOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Running => "running",
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.Failed => "failed",
        JobOutcome.Cancelled => "cancelled",
        _ => "interrupted",
    };

    private static JobCause CauseOf(string word) => Enum.GetValues<JobCause>().First(cause => WordOf(cause) == word);

    private static JobOutcome OutcomeOf(string word) =>
        Enum.GetValues<JobOutcome>().First(outcome => WordOf(outcome) == word);
}
