using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Storage.App;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Scheduling;

[UnsupportedOSPlatform("windows")]
public sealed class JobRunnerTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly ServiceProvider _services;
    private readonly ProbeJob _job = new();

    public JobRunnerTests() => _services = AppDbTests.Services(new DataFolder(_temp.File("data")), _clock);

    private AuditTrail Audit => _services.GetRequiredService<AuditTrail>();

    public Task InitializeAsync() => _services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Run_ThatSucceeds_IsInTheLedgerFromItsFirstMoment()
    {
        var runner = Runner();
        var run = runner.TryStart("probe", JobCause.Schedule)!;
        await Eventually.TrueAsync("the job works", () => _job.Runs == 1);
        var during = Assert.Single(await RunsAsync(runner));
        var view = runner.Find("probe")!;

        _clock.Advance(TimeSpan.FromSeconds(1.5));
        _job.Succeed();
        var over = await run.Over;

        Assert.Equal(JobOutcome.Running, during.Outcome);
        Assert.Equal(new JobStep(0.25, "waiting"), view.Active!.Step);
        Assert.Equal(
            new JobRun(1, "probe", JobCause.Schedule, null, _clock.GetUtcNow().AddSeconds(-1.5), TimeSpan.FromSeconds(1.5),
                JobOutcome.Succeeded, 3, "three things"), over);
        Assert.Equal(over, Assert.Single(await RunsAsync(runner)));
        Assert.Equal((over, null), (runner.Find("probe")!.Last, runner.Find("probe")!.Active));
    }

    [Fact]
    public async Task Run_ThatThrows_LeavesItsErrorInOneLine()
    {
        var run = Runner().TryStart("probe", JobCause.Schedule)!;
        _job.Fail(new IOException("The disk\n  is full."));

        var over = await run.Over;

        Assert.Equal((JobOutcome.Failed, "The disk is full.", null), (over.Outcome, over.Text, over.Rows));
    }

    [Fact]
    public async Task Start_WhileItRuns_IsRefusedUntilItIsOver()
    {
        var runner = Runner();
        var first = runner.TryStart("probe", JobCause.Schedule)!;

        Assert.Null(runner.TryStart("probe", JobCause.Schedule));
        Assert.Null(await runner.TryStartByHandAsync("probe", "ada", CancellationToken.None));
        _job.Succeed();
        await first.Over;

        Assert.NotNull(runner.TryStart("probe", JobCause.Schedule));
        Assert.Null(runner.TryStart("nothing", JobCause.Schedule));
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Cancel_ByAPerson_EndsTheRunAndSaysWho()
    {
        var runner = Runner();
        var run = (await runner.TryStartByHandAsync("probe", "ada@example.org", CancellationToken.None))!;

        var told = await runner.CancelAsync("probe", "bob@example.org", CancellationToken.None);
        var over = await run.Over;

        Assert.True(told);
        Assert.Equal(
            (JobCause.ByHand, "ada@example.org", JobOutcome.Cancelled, "Cancelled by bob@example.org."),
            (over.Cause, over.By, over.Outcome, over.Text));
        Assert.False(await runner.CancelAsync("probe", "bob@example.org", CancellationToken.None));
        Assert.Equal(
            [("bob@example.org", "job.cancelled", "probe"), ("ada@example.org", "job.started", "probe")],
            (await Audit.ReadAsync(long.MaxValue, 10, CancellationToken.None)).Select(row => (row.Who, row.What, row.Subject)));
    }

    [Fact]
    public async Task Stop_WhileItRuns_LeavesItInterruptedAndLetsNobodyIn()
    {
        var runner = Runner();
        var run = runner.TryStart("probe", JobCause.Schedule)!;

        await runner.StopAsync(CancellationToken.None);

        Assert.Equal(JobOutcome.Interrupted, (await run.Over).Outcome);
        Assert.Equal(JobOutcome.Interrupted, Assert.Single(await RunsAsync(runner)).Outcome);
        Assert.Null(runner.TryStart("probe", JobCause.Schedule));
    }

    [Fact]
    public async Task Recover_AfterAKill_MakesUpForTheRunOnce()
    {
        // The server that was killed: its run never ends, whatever the later ones do.
        var killed = new ProbeJob();
        Runner(killed).TryStart("probe", JobCause.Schedule);
        await Eventually.TrueAsync("the job works", () => killed.Runs == 1);

        var again = await CatchUpAsync();
        var third = Runner();
        await third.RecoverAsync(CancellationToken.None);
        await third.CatchUpAsync(CancellationToken.None);

        var runs = await RunsAsync(third);
        Assert.Equal([JobOutcome.Succeeded, JobOutcome.Interrupted], runs.Select(run => run.Outcome));
        Assert.Equal([JobCause.CatchUp, JobCause.Schedule], runs.Select(run => run.Cause));
        Assert.Equal(runs[0], again);
        Assert.Equal(1, _job.Runs);
    }

    [Fact]
    public async Task Recover_ThreeNightsMissed_MakesUpForThemInOneRun()
    {
        var runner = Runner();
        var run = runner.TryStart("probe", JobCause.Schedule)!;
        _job.Succeed();
        await run.Over;
        _clock.Advance(TimeSpan.FromDays(3));

        var over = await CatchUpAsync();

        Assert.Equal((JobCause.CatchUp, JobOutcome.Succeeded), (over.Cause, over.Outcome));
        Assert.Equal(2, _job.Runs);
    }

    [Fact]
    public async Task Recover_FreshFolder_StartsNothing()
    {
        var runner = Runner();
        await runner.RecoverAsync(CancellationToken.None);
        await runner.CatchUpAsync(CancellationToken.None);

        Assert.Equal(0, _job.Runs);
        Assert.Null(runner.Find("probe")!.Last);
    }

    [Fact]
    public async Task Ledger_LongAndOld_KeepsTheNewestOfEachJob()
    {
        var ledger = _services.GetRequiredService<JobLedger>();
        await RunAtAsync(ledger, "other", _clock.GetUtcNow());
        for (var number = 0; number < JobLedger.MaxRunsPerJob + 3; number++)
            await RunAtAsync(ledger, "probe", _clock.GetUtcNow());
        var many = await ledger.ReadAsync("probe", long.MaxValue, 1_000, CancellationToken.None);
        await RunAtAsync(ledger, "probe", _clock.GetUtcNow().AddDays(91));
        var old = await ledger.ReadAsync("probe", long.MaxValue, 1_000, CancellationToken.None);

        Assert.Equal((JobLedger.MaxRunsPerJob, JobLedger.MaxRunsPerJob + 4), (many.Count, many[0].Id));
        Assert.Single(old);
        Assert.Single(await ledger.ReadAsync("other", long.MaxValue, 10, CancellationToken.None));
    }

    private static async Task RunAtAsync(JobLedger ledger, string job, DateTimeOffset at)
    {
        var row = new JobRunRow { Job = job, Cause = "schedule", StartedAt = at, Outcome = "running", Text = "" };
        await ledger.BeginAsync(row, CancellationToken.None);
        row.Outcome = "succeeded";
        await ledger.EndAsync(row, CancellationToken.None);
    }

    private async Task<JobRun> CatchUpAsync()
    {
        var runner = Runner();
        var before = _job.Runs;
        await runner.RecoverAsync(CancellationToken.None);
        var caughtUp = runner.CatchUpAsync(CancellationToken.None);
        await Eventually.TrueAsync("the job is made up for", () => _job.Runs == before + 1);
        _job.Succeed();
        await caughtUp;
        return runner.Find("probe")!.Last!;
    }

    private JobRunner Runner(ProbeJob? job = null) => new(
        [job ?? _job], _services.GetRequiredService<JobLedger>(), Audit, _clock, NullLogger<JobRunner>.Instance);

    private static Task<IReadOnlyList<JobRun>> RunsAsync(JobRunner runner) =>
        runner.RunsAsync("probe", long.MaxValue, 100, CancellationToken.None);
}
