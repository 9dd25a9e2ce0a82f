using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Makes the rows of hours from minutes, or of days from hours, in one transaction with the note that they are due no
/// more: cut short, they are simply still due. Doing it twice changes nothing.
/// </summary>
internal sealed class RollUpWork(IReadOnlyList<(InstanceId Instance, RollupSpan Span)> due, ILogger log) : WriteWork
{
    private readonly ByteWriter _writer = new();
    private readonly ByteWriter _scratch = new();

    public override void Execute(TelemetryStatements statements)
    {
        foreach (var (instance, span) in due)
            RollUp(statements.Rollups, instance, span);
    }

    private void RollUp(RollupStatements rollups, InstanceId instance, RollupSpan span)
    {
        // Somebody else has made it since it was looked for.
        if (!rollups.IsAnyDue(instance, span.Grain, span.Minute, span.Minute + span.Minutes))
            return;

        var finer = span.Grain == Grain.Day ? Grain.Hour : Grain.Minute;
        var kept = rollups.KeptFrom(instance);
        var letGo = span.Minute < (finer == Grain.Minute ? kept.Minutes : kept.Hours);
        var before = rollups.Read(instance, span);

        // Where the finer rows are gone, this row is all there is of them; what lies there now came later.
        var sum = new Dictionary<int, SeriesAggregate>();
        if (letGo && before is not null)
            Merge(sum, instance, span, before);
        foreach (var (part, payload) in rollups.Rows(instance, finer, span.Minute, span.Minute + span.Minutes))
            Merge(sum, instance, part, payload);

        if (sum.Count > 0)
        {
            _writer.Clear();
            RollupCodec.Write(_writer, sum, span, _scratch);
            rollups.Write(instance, span, _writer.Written.ToArray(), before);
        }

        if (letGo)
            rollups.Delete(instance, finer, span.Minute, span.Minute + span.Minutes);
        rollups.ClearDue(instance, span);
    }

    // A row that cannot be read is left out, and is told of; the others must not wait for it.
    private void Merge(Dictionary<int, SeriesAggregate> sum, InstanceId instance, RollupSpan span, byte[] payload)
    {
        try
        {
            RollupCodec.MergeInto(sum, payload, span);
        }
        catch (InvalidDataException error)
        {
            StorageLog.RowUnreadable(log, instance.Value, span.Grain, span.Minute, error);
        }
    }
}
