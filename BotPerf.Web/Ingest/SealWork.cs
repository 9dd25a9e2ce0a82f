using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>
/// Seals minutes: row and segment are written, the journal's rows go, in one transaction. What is in memory is added to
/// what the minute's row holds already, so a late frame is sealed just like the first.
/// </summary>
internal sealed class SealWork(IReadOnlyList<(LiveInstance Instance, long Minute)> minutes) : WriteWork
{
    private readonly ByteWriter _writer = new();
    private readonly ByteWriter _scratch = new();
    private readonly List<LiveInstance> _moving = [];

    /// <summary>Frames that were committed before must have reached memory: their journal rows are deleted here.</summary>
    public override bool IsExclusive => true;

    public override void Execute(TelemetryStatements statements)
    {
        foreach (var instance in minutes.Select(minute => minute.Instance).Distinct())
        {
            instance.BeginMove();
            _moving.Add(instance);
        }

        foreach (var (instance, minute) in minutes)
        {
            if (!instance.Open.TryGetValue(minute, out var open))
                continue;

            var id = TelemetryReads.MinuteId(instance.Entry.Id, minute);
            statements.WriteMinute(id, Merge(statements.ReadMinute(id), open));
            if (!open.Executions.IsEmpty)
                statements.InsertSegment(id, open.Executions.Count, SegmentCodec.Encode(open.Executions, _writer));
            foreach (var session in open.Sessions)
                statements.SaveTaken(session.Id, session.Taken);
            statements.DeleteJournal(instance.Entry.Id.Value, minute);
            statements.TouchInstance(instance.Entry.Id.Value, instance.Rhythm.LastUs, null);
        }
    }

    public override void Committed()
    {
        foreach (var (instance, minute) in minutes)
        {
            lock (instance.Gate)
                instance.Close(minute);
        }

        EndMove();
    }

    public override void RolledBack() => EndMove();

    // Only what was begun: when the transaction itself did not begin, nothing was.
    private void EndMove()
    {
        _moving.ForEach(instance => instance.EndMove());
        _moving.Clear();
    }

    private byte[] Merge(byte[]? sealedBefore, OpenMinute open)
    {
        var merged = open.Aggregates;
        if (sealedBefore is not null)
        {
            var both = new Dictionary<int, SeriesAggregate>();
            RollupCodec.MergeInto(both, sealedBefore);
            foreach (var (id, aggregate) in open.Aggregates)
            {
                if (both.TryGetValue(id, out var before))
                    before.Merge(aggregate);
                else
                    both.Add(id, aggregate);
            }

            merged = both;
        }

        _writer.Clear();
        RollupCodec.Write(_writer, merged, _scratch);
        return _writer.Written.ToArray();
    }
}
