using BotPerf.Web.Live;
using BotPerf.Web.Storage;
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
        foreach (var moving in minutes.GroupBy(minute => minute.Instance, minute => minute.Minute))
        {
            moving.Key.Seals.Begin(moving);
            _moving.Add(moving.Key);
        }

        foreach (var (instance, minute) in minutes)
        {
            if (!instance.Open.TryGetValue(minute, out var open))
                continue;

            WriteMinute(statements.Rollups, instance.Entry.Id, open);
            if (!open.Executions.IsEmpty)
            {
                statements.Rollups.InsertSegment(
                    instance.Entry.Id, minute, open.Executions.Count, SegmentCodec.Encode(open.Executions, _writer));
            }

            foreach (var session in open.Sessions)
                statements.SaveTaken(session.Id, session.Taken, instance.Rhythm.LastUs);
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
        _moving.ForEach(instance => instance.Seals.End());
        _moving.Clear();
    }

    private void WriteMinute(RollupStatements rollups, InstanceId instance, OpenMinute open)
    {
        var span = new RollupSpan(Grain.Minute, open.Minute);
        var before = rollups.Read(instance, span);
        var merged = open.Aggregates;
        if (before is not null)
        {
            try
            {
                merged = Merge(before, span, open.Aggregates);
            }
            catch (InvalidDataException)
            {
                // What cannot be read must not keep what came later from being kept.
                rollups.SetAside(instance, span, before);
            }
        }

        _writer.Clear();
        RollupCodec.Write(_writer, merged, span, _scratch);
        rollups.Write(instance, span, _writer.Written.ToArray(), before);
    }

    private static Dictionary<int, SeriesAggregate> Merge(
        byte[] before, RollupSpan span, IReadOnlyDictionary<int, SeriesAggregate> open)
    {
        var both = new Dictionary<int, SeriesAggregate>();
        RollupCodec.MergeInto(both, before, span);
        foreach (var (id, aggregate) in open)
        {
            if (!both.TryGetValue(id, out var sum))
                both.Add(id, aggregate);
            else if (sum.Kind == aggregate.Kind)
                sum.Merge(aggregate);
            else
                throw new InvalidDataException("A roll-up row holds a series as another kind than it is.");
        }

        return both;
    }
}
