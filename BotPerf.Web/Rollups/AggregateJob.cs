using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Makes hours from minutes and days from hours, also those to which something came late.</summary>
internal sealed class AggregateJob(HourMaker maker) : ScheduledJob
{
    public override string Name => "aggregate";
    public override string Title => "Aggregation";
    public override string Description => "Makes hours from minutes and days from hours, and makes anew those to which something came late.";

    // What comes late is in every answer at once, whether its hour was made anew or not: once an hour is often enough.
    public override string Schedule => "0 3 * * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var (hours, days) = await maker.MakeAsync(progress, cancellationToken);
        return new JobResult(hours + days, $"{hours:N0} hours, {days:N0} days");
    }
}

/// <summary>Has the hours and days made that are over, a few at a time, so that ingest never waits long.</summary>
internal sealed class HourMaker(RollupReads reads, TelemetryWriter writer, TimeProvider time, ILogger<HourMaker> log)
{
    private const int HoursAtOnce = 4;
    private const int DaysAtOnce = 8;

    // The last minute of an hour is sealed a little after it.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public async Task<(long Hours, long Days)> MakeAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var over = (time.GetUtcNow() - Grace).ToUnixTimeSeconds() / 60;
        var failed = new List<Exception>();
        var hours = await MakeAsync(Grain.Hour, HoursAtOnce, over, failed, progress, cancellationToken);
        var days = await MakeAsync(Grain.Day, DaysAtOnce, over, failed, progress, cancellationToken);
        return failed.Count > 0
            ? throw new InvalidOperationException($"Made {hours} hours and {days} days; some could not be made: {failed[0].Message}", failed[0])
            : (hours, days);
    }

    private async Task<long> MakeAsync(
        Grain grain, int atOnce, long overBefore, List<Exception> failed, JobProgress progress,
        CancellationToken cancellationToken)
    {
        var due = reads.Due(grain, overBefore);
        var made = 0L;
        foreach (var some in due.Chunk(atOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report((double)made / due.Count, $"{made:N0} of {due.Count:N0} {grain.ToString().ToLowerInvariant()}s");
            try
            {
                await writer.WriteAsync(new RollUpWork(some, log));
                made += some.Length;
            }
            catch (Exception error)
            {
                // What cannot be made must not keep the others from it; it is due again the next time.
                RollupsLog.NotRolledUp(log, grain, some.Length, error);
                failed.Add(error);
            }
        }

        return made;
    }
}
