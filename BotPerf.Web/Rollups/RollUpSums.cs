using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Sums minutes to hours and hours to days, on a reader: an hour of many series takes its time, and nobody who writes has
/// to wait for it.
/// </summary>
internal sealed class RollUpSums(RollupReads reads, ILogger log)
{
    private readonly ByteWriter _writer = new();
    private readonly ByteWriter _scratch = new();

    public RollUp Of(InstanceId instance, RollupSpan span)
    {
        var (sum, unreadable) = (new Dictionary<int, SeriesAggregate>(), new List<RollupSpan>());
        // Where the finer rows are gone, the row is all there is of them; what lies there now came later.
        var letGo = reads.VisitParts(instance, span, (part, payload) =>
        {
            try
            {
                RollupCodec.MergeInto(sum, payload, part);
            }
            catch (InvalidDataException error)
            {
                StorageLog.RowUnreadable(log, instance.Value, part.Grain, part.Minute, error);
                unreadable.Add(part);
            }
        });
        if (sum.Count == 0)
            return new RollUp(instance, span, null, unreadable, letGo);

        _writer.Clear();
        RollupCodec.Write(_writer, sum, span, _scratch);
        return new RollUp(instance, span, _writer.Written.ToArray(), unreadable, letGo);
    }
}
