using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Scheduling;

/// <summary>
/// Runs the jobs, each at most once at a time, whether the clock, a person or a missed time asks for it. Each run has its
/// row in the ledger from its first moment on.
/// </summary>
internal sealed class JobRunner(
    IEnumerable<ScheduledJob> jobs, JobLedger ledger, AuditTrail audit, TimeProvider time, ILogger<JobRunner> log)
{
    private const string CutOff = "The server ended before the run did.";

    // Half of what the server's end may take: what jobs work on has to end too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<JobSlot> _slots = [.. jobs.Select(job => new JobSlot(job))];
    private IReadOnlyList<JobSlot> _missed = [];

    /// <summary>In the order they were registered.</summary>
    public IReadOnlyList<(string Name, JobSchedule Schedule)> Schedules =>
        [.. _slots.Select(slot => (slot.Job.Name, slot.Schedule))];

    /// <summary>Every job as it is now, in the order they were registered.</summary>
    public IReadOnlyList<JobView> All()
    {
        var now = time.GetUtcNow();
        return [.. _slots.Select(slot => slot.View(now))];
    }

    public JobView? Find(string name) => SlotOf(name)?.View(time.GetUtcNow());

    /// <summary>At most so many runs of a job with numbers below <paramref name="before"/>, newest first.</summary>
    public async Task<IReadOnlyList<JobRun>> RunsAsync(
        string name, long before, int limit, CancellationToken cancellationToken) =>
        [.. (await ledger.ReadAsync(name, before, limit, cancellationToken)).Select(JobRun.Of)];

    /// <summary>Begins a run; null when the job is unknown, runs already, or the server ends.</summary>
    public ActiveRun? TryStart(string name, JobCause cause, string? by = null) =>
        SlotOf(name) is { } slot ? TryStart(slot, cause, by) : null;

    /// <inheritdoc cref="TryStart(string, JobCause, string?)"/>
    public async Task<ActiveRun?> TryStartByHandAsync(string name, string by, CancellationToken cancellationToken)
    {
        if (TryStart(name, JobCause.ByHand, by) is not { } run)
            return null;

        await audit.WriteAsync(by, "job.started", name, cancellationToken);
        return run;
    }

    /// <summary>Tells the job's run to end; false when it does not run.</summary>
    public async Task<bool> CancelAsync(string name, string by, CancellationToken cancellationToken)
    {
        if (SlotOf(name)?.Active is not { IsCancelling: false } run)
            return false;

        run.Cancel(by);
        await audit.WriteAsync(by, "job.cancelled", name, cancellationToken);
        return true;
    }

    /// <summary>Reads the ledger once the database is open: who ran last, whom the server's end cut off, who missed its time.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var cut = await ledger.InterruptAsync(
            JobRun.WordOf(JobOutcome.Running), JobRun.WordOf(JobOutcome.Interrupted), CutOff, cancellationToken);
        if (cut > 0)
            log.RunsInterrupted(cut);

        var knownSince = await ledger.FirstStartAsync(cancellationToken);
        var missed = new List<JobSlot>();
        foreach (var slot in _slots)
        {
            var newest = await RunsAsync(slot.Job.Name, long.MaxValue, JobSchedule.CutOffsInARow, cancellationToken);
            slot.Remember(newest.Count > 0 ? newest[0] : null);
            if (slot.Schedule.IsMissed(newest, knownSince, time.GetUtcNow()))
                missed.Add(slot);
        }

        _missed = missed;
    }

    /// <summary>Makes up for what was missed, one job after the other, so that a start is not the server's heaviest hour.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        foreach (var slot in _missed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryStart(slot, JobCause.CatchUp, null) is { } run)
                await run.Over.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells every run to end, and waits until their rows say so.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var runs = _slots.Select(slot => slot.Close()).OfType<ActiveRun>().ToList();
        foreach (var run in runs)
            run.Cancel(null);
        Task allOver = Task.WhenAll(runs.Select(run => run.Over));
        // Whoever does not listen in time stays "running" in the ledger, and the next start knows what that means.
        await allOver.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private JobSlot? SlotOf(string name) => _slots.FirstOrDefault(slot => slot.Job.Name == name);

    private ActiveRun? TryStart(JobSlot slot, JobCause cause, string? by)
    {
        var run = new ActiveRun(cause, by, time);
        if (!slot.TryEnter(run))
        {
            run.Dispose();
            return null;
        }

        // Its own task: nobody who asks for a run pays for the job's first steps.
        _ = Task.Run(() => RunAsync(slot, run), CancellationToken.None);
        return run;
    }

    private async Task RunAsync(JobSlot slot, ActiveRun run)
    {
        var row = new JobRunRow
        {
            Job = slot.Job.Name,
            Cause = JobRun.WordOf(run.Cause),
            StartedBy = run.By,
            StartedAt = run.StartedAt,
            Outcome = JobRun.WordOf(JobOutcome.Running),
            Text = "",
        };
        try
        {
            await ledger.BeginAsync(row, CancellationToken.None);
            await WorkAsync(slot.Job, run, row);
            row.DurationMs = (long)run.Elapsed.TotalMilliseconds;
            await ledger.EndAsync(row, CancellationToken.None);
        }
        catch (Exception error)
        {
            // The ledger itself takes no writes: what is known stands on the page until the server ends.
            log.LedgerRefused(slot.Job.Name, error);
            (row.Outcome, row.Text) = (JobRun.WordOf(JobOutcome.Failed), $"The ledger takes no writes: {OneLine(error.Message)}");
        }

        var over = JobRun.Of(row);
        slot.Leave(over);
        run.Complete(over);
        run.Dispose();
    }

    private async Task WorkAsync(ScheduledJob job, ActiveRun run, JobRunRow row)
    {
        JobOutcome outcome;
        try
        {
            var result = await job.RunAsync(run.Progress, run.Ended);
            (outcome, row.Rows, row.Text) = (JobOutcome.Succeeded, result.Rows, OneLine(result.Summary));
            log.JobSucceeded(job.Name, row.Text);
        }
        catch (OperationCanceledException) when (run.Ended.IsCancellationRequested)
        {
            (outcome, row.Text) = run.CancelledBy is { } by
                ? (JobOutcome.Cancelled, $"Cancelled by {by}.")
                : (JobOutcome.Interrupted, CutOff);
            log.JobEndedEarly(job.Name, row.Text);
        }
        catch (Exception error)
        {
            (outcome, row.Text) = (JobOutcome.Failed, OneLine(error.Message));
            log.JobFailed(job.Name, error);
        }

        row.Outcome = JobRun.WordOf(outcome);
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
