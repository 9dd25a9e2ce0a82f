using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>Watches for minutes that are over, or have grown large, and has them sealed a few at a time.</summary>
internal sealed class SealWorker(LiveStore live, TelemetryWriter writer, TimeProvider time, ILogger<SealWorker> logger)
    : BackgroundService
{
    // Frames of a minute arrive for a little while after it; those that come later are merged into the sealed row.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A busy instance is sealed before its minute is over, so that memory stays small.
    private const int LargeMinute = 100_000;

    // So much in one transaction: below the 50 ms that ingest may be held up.
    private const int MinutesAtOnce = 32;
    private const long BytesAtOnce = 512 * 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SealDueAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends, or could not start.
        }
    }

    private async Task SealDueAsync(CancellationToken stoppingToken)
    {
        foreach (var slice in Slices(Due()))
        {
            stoppingToken.ThrowIfCancellationRequested();
            if (await TrySealAsync(slice) || slice.Count == 1)
                continue;

            // One minute that cannot be sealed must not keep the others in memory.
            foreach (var minute in slice)
                await TrySealAsync([minute]);
        }
    }

    private async Task<bool> TrySealAsync(IReadOnlyList<(LiveInstance, long)> minutes)
    {
        try
        {
            await writer.WriteAsync(new SealWork(minutes));
            return true;
        }
        catch (Exception error)
        {
            IngestLog.SealFailed(logger, error);
            return false;
        }
    }

    /// <summary>Few enough minutes for one transaction each; one that is large is alone.</summary>
    internal static IEnumerable<IReadOnlyList<(LiveInstance, long)>> Slices(IEnumerable<(LiveInstance Instance, long Minute, long Bytes)> due)
    {
        var (slice, bytes) = (new List<(LiveInstance, long)>(), 0L);
        foreach (var minute in due)
        {
            if (slice.Count > 0 && (slice.Count == MinutesAtOnce || bytes + minute.Bytes > BytesAtOnce))
            {
                yield return slice;
                (slice, bytes) = ([], 0);
            }

            slice.Add((minute.Instance, minute.Minute));
            bytes += minute.Bytes;
        }

        if (slice.Count > 0)
            yield return slice;
    }

    private List<(LiveInstance, long, long)> Due()
    {
        var overSince = (time.GetUtcNow() - Grace).ToUnixTimeSeconds() / 60;
        var due = new List<(LiveInstance, long, long)>();
        foreach (var instance in live.Instances)
        {
            lock (instance.Gate)
            {
                foreach (var open in instance.Open.Values)
                {
                    if (open.Minute < overSince || open.Executions.Count >= LargeMinute)
                        due.Add((instance, open.Minute, open.Bytes));
                }
            }
        }

        return due;
    }
}
