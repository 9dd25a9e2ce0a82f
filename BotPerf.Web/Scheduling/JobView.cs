namespace BotPerf.Web.Scheduling;

/// <summary>A job as it is right now.</summary>
/// <param name="Schedule">In words.</param>
/// <param name="Next">When it runs next by its schedule.</param>
/// <param name="Last">The newest run that is over; null: it never ran.</param>
/// <param name="Active">The run that goes on; null: it does not run.</param>
public sealed record JobView(
    string Name, string Title, string Description, string Schedule, DateTimeOffset? Next, JobRun? Last, ActiveRunView? Active);

/// <summary>A run that goes on.</summary>
/// <param name="By">Who started it by hand.</param>
/// <param name="IsCancelling">It was told to end and has not ended yet.</param>
public sealed record ActiveRunView(
    DateTimeOffset StartedAt, JobCause Cause, string? By, JobStep Step, bool IsCancelling);
