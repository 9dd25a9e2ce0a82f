using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Api;

/// <summary>A job that the server does by the clock.</summary>
/// <param name="Name">Names it in addresses.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it does, for people.</param>
/// <param name="Schedule">When it runs, in words.</param>
/// <param name="NextAt">When it runs next by its schedule.</param>
/// <param name="Last">The newest run that is over; null: it never ran.</param>
/// <param name="Running">The run that goes on; null: it does not run.</param>
internal sealed record JobShape(
    string Name, string Title, string Description, string Schedule, DateTimeOffset? NextAt, JobRunShape? Last,
    JobRunningShape? Running);

/// <summary>One run of a job.</summary>
/// <param name="Id">Its number; later runs have higher ones.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="DurationMs">How long it took, milliseconds; null while it runs, or when the server was killed.</param>
/// <param name="Outcome">running, succeeded, failed, cancelled, or interrupted by the server's end.</param>
/// <param name="Rows">What it worked through, in whatever the job counts; null unless it succeeded.</param>
/// <param name="Summary">What it did; null unless it succeeded.</param>
/// <param name="Error">Why it did not; null when it succeeded or runs.</param>
/// <param name="Trigger">schedule, catch_up for a time that was missed, or by_hand.</param>
/// <param name="By">Who started it by hand; null otherwise.</param>
internal sealed record JobRunShape(
    int Id, DateTimeOffset StartedAt, long? DurationMs, string Outcome, long? Rows, string? Summary, string? Error,
    string Trigger, string? By);

/// <summary>A run that goes on.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Trigger">schedule, catch_up for a time that was missed, or by_hand.</param>
/// <param name="By">Who started it by hand; null otherwise.</param>
/// <param name="Progress">The part that is done, 0 to 1; null when it cannot be said.</param>
/// <param name="Step">What is done right now; empty until the job says something.</param>
/// <param name="Cancelling">It was told to end and has not ended yet.</param>
internal sealed record JobRunningShape(
    DateTimeOffset StartedAt, string Trigger, string? By, double? Progress, string Step, bool Cancelling);

internal static class JobCalls
{
    public static void MapJobs(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("", (JobRunner runner) => new Page<JobShape>([.. runner.All().Select(Shape)], null))
            .WithSummary("What the server does by the clock: when, how it went, how far it is");
        jobs.MapGet("/{name}/runs", RunsAsync).WithSummary("The runs of a job, newest first; at most 500, for 90 days");
        jobs.MapPost("/{name}/run", RunAsync).RequireAuthorization(Policies.ApiAdmin)
            .Produces<JobShape>(StatusCodes.Status202Accepted).WithSummary("Runs a job now");
        jobs.MapPost("/{name}/cancel", CancelAsync).RequireAuthorization(Policies.ApiAdmin)
            .Produces(StatusCodes.Status202Accepted).WithSummary("Tells the job's run to end");
    }

    private static async Task<Page<JobRunShape>> RunsAsync(
        string name, JobRunner runner, CancellationToken cancellationToken, string? limit = null, string? cursor = null)
    {
        var job = Find(name, runner);
        var paging = Paging.Of(limit, cursor);
        var found = await runner.RunsAsync(
            job.Name, paging.AfterNumber ?? long.MaxValue, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(Shape)], run => ApiId.Text(run.Id));
    }

    private static async Task<IResult> RunAsync(
        string name, JobRunner runner, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var job = Find(name, runner);
        return await runner.TryStartByHandAsync(job.Name, user.Identity?.Name ?? "", cancellationToken) is null
            ? throw Refused.Conflict($"{job.Title} runs already, or the server ends.")
            : Results.Accepted((string?)null, Shape(Find(name, runner)));
    }

    private static async Task<IResult> CancelAsync(
        string name, JobRunner runner, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var job = Find(name, runner);
        return await runner.CancelAsync(job.Name, user.Identity?.Name ?? "", cancellationToken)
            ? Results.Accepted()
            : throw Refused.Conflict($"{job.Title} does not run.");
    }

    private static JobView Find(string name, JobRunner runner) => runner.Find(name) ?? throw Refused.NotFound("job");

    private static JobShape Shape(JobView job) => new(
        job.Name, job.Title, job.Description, job.Schedule, job.Next, job.Last is { } last ? Shape(last) : null,
        job.Active is { } run
            ? new JobRunningShape(
                run.StartedAt, JobRun.WordOf(run.Cause), run.By, run.Step.Fraction, run.Step.Text, run.IsCancelling)
            : null);

    private static JobRunShape Shape(JobRun run) => new(
        run.Id, run.StartedAt, (long?)run.Duration?.TotalMilliseconds, JobRun.WordOf(run.Outcome), run.Rows,
        run.Outcome == JobOutcome.Succeeded ? run.Text : null,
        run.Outcome is JobOutcome.Succeeded or JobOutcome.Running ? null : run.Text,
        JobRun.WordOf(run.Cause), run.By);
}
