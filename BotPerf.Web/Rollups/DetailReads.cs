using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Reads what is kept in detail: the executions and errors of an instance, sealed and open.</summary>
internal sealed class DetailReads(TelemetryReads reads, ILogger<DetailReads> log)
{
    /// <summary>The first minute of which anything is kept in detail; null when nothing is.</summary>
    public long? First(LiveInstance instance)
    {
        // What is open now is sealed or open afterwards: looked at in this order, it is not missed.
        long? open;
        lock (instance.Gate)
            open = instance.Open.Count > 0 ? instance.Open.Keys.Min() : null;
        var closed = reads.FirstSegment(instance.Entry.Id);
        return closed is { } first && open is { } second ? Math.Min(first, second) : closed ?? open;
    }

    /// <summary>
    /// Visits the columns of each minute: first those that are sealed, in the order of their sealing, then the open ones.
    /// So the n-th execution of a minute stays the n-th when the minute is sealed.
    /// </summary>
    public void Visit(
        LiveInstance instance, long fromMinute, long toMinute, Action<long, ExecutionColumns> visit,
        CancellationToken cancellationToken)
    {
        var (view, open) = StillReading.Of(instance, reads.Open, () => Open(instance, fromMinute, toMinute), cancellationToken);
        using var closes = view;
        TelemetryReads.Segments(view, instance.Entry.Id, fromMinute, toMinute, (minute, payload) =>
        {
            try
            {
                visit(minute, SegmentCodec.Decode(payload));
            }
            catch (InvalidDataException error)
            {
                RollupsLog.SegmentUnreadable(log, instance.Entry.Id.Value, minute, error);
            }
        }, cancellationToken);

        foreach (var (minute, columns) in open)
            visit(minute, columns);
    }

    // Copied: nobody who sends waits while they are looked through.
    private static List<(long Minute, ExecutionColumns Columns)> Open(LiveInstance instance, long fromMinute, long toMinute) =>
        [.. instance.Open.Values.Where(open => open.Minute >= fromMinute && open.Minute < toMinute)
            .Select(open => (open.Minute, open.Executions.Copy()))];
}
