using BotPerf.Web.Scheduling;

namespace BotPerf.Tests.Scheduling;

/// <summary>A job that a test holds by the hand: it waits until the test lets it end.</summary>
internal sealed class ProbeJob(string name = "probe", string schedule = "0 30 2 * * ?") : ScheduledJob
{
    private TaskCompletionSource<JobResult> _end = New();
    private int _runs;

    public override string Name => name;

    public override string Title => "Probe";

    public override string Description => "Waits for the test.";

    public override string Schedule => schedule;

    public int Runs => Volatile.Read(ref _runs);

    public void Succeed(long rows = 3, string summary = "three things") => _end.SetResult(new JobResult(rows, summary));

    public void Fail(Exception error) => _end.SetException(error);

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        progress.Report(0.25, "waiting");
        Interlocked.Increment(ref _runs);
        try
        {
            return await _end.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _end = New();
        }
    }

    private static TaskCompletionSource<JobResult> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
