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
    /// So the n-th execution of a minute stays the n-th when the minute is sealed. A visit must not keep the columns.
    /// </summary>
    public void Visit(
        LiveInstance instance, long fromMinute, long toMinute, Action<long, ExecutionColumns> visit,
        CancellationToken cancellationToken)
    {
        reads.Segments(instance.Entry.Id, fromMinute, toMinute, (minute, payload) =>
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

        lock (instance.Gate)
        {
            foreach (var open in instance.Open.Values)
            {
                if (open.Minute >= fromMinute && open.Minute < toMinute)
                    visit(open.Minute, open.Executions);
            }
        }
    }
}
