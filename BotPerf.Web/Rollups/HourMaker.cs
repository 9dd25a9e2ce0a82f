using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Has the hours and days made that are over: summed on a reader, then written a few at a time, so that ingest never waits
/// long.
/// </summary>
internal sealed class HourMaker(RollupReads reads, TelemetryWriter writer, TimeProvider time, ILogger<HourMaker> log)
{
    // Whichever comes first: a write of either takes a few milliseconds.
    private const int RowsAtOnce = 32;
    private const long BytesAtOnce = 1024 * 1024;

    // The last minute of an hour is sealed a little after it.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <exception cref="InvalidOperationException">Some could not be made; the others were.</exception>
    public async Task<(long Hours, long Days)> MakeAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var (hours, days, failed) = await TryMakeAsync(progress, cancellationToken);
        return failed is null
            ? (hours, days)
            : throw new InvalidOperationException($"Made {hours} hours and {days} days; some could not be made: {failed.Message}", failed);
    }

    /// <summary>The same, telling why some could not be made.</summary>
    public async Task<(long Hours, long Days, Exception? Failed)> TryMakeAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var over = (time.GetUtcNow() - Grace).ToUnixTimeSeconds() / 60;
        var hours = await MakeAsync(Grain.Hour, over, progress, cancellationToken);
        var days = await MakeAsync(Grain.Day, over, progress, cancellationToken);
        return (hours.Made, days.Made, hours.Failed ?? days.Failed);
    }

    private async Task<(long Made, Exception? Failed)> MakeAsync(
        Grain grain, long overBefore, JobProgress progress, CancellationToken cancellationToken)
    {
        var due = reads.Due(grain, overBefore);
        var (made, failed) = (0L, default(Exception));
        foreach (var some in due.Chunk(RowsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report((double)made / due.Count, $"{made:N0} of {due.Count:N0} {grain.ToString().ToLowerInvariant()}s");
            try
            {
                made += await MakeAsync(some, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // What cannot be made must not keep the others from it; it is due again the next time.
                RollupsLog.NotRolledUp(log, grain, some.Length, error);
                failed ??= error;
            }
        }

        return (made, failed);
    }

    private async Task<long> MakeAsync((InstanceId Instance, RollupSpan Span)[] due, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(new WatchWork(due));
        var (sums, waiting, bytes, written) = (new RollUpSums(reads, log), new List<RollUp>(), 0L, 0L);
        foreach (var (instance, span) in due)
        {
            cancellationToken.ThrowIfCancellationRequested();
            waiting.Add(sums.Of(instance, span));
            bytes += waiting[^1].Payload?.Length ?? 0;
            if (bytes < BytesAtOnce)
                continue;

            written += await WriteAsync(waiting);
            (waiting, bytes) = ([], 0);
        }

        return written + await WriteAsync(waiting);
    }

    private async Task<int> WriteAsync(IReadOnlyList<RollUp> made)
    {
        var work = new RollUpWork(made);
        await writer.WriteAsync(work);
        return work.Written;
    }
}
