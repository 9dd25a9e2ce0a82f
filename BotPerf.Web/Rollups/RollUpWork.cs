using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>An hour or a day as it was summed.</summary>
/// <param name="Payload">Its row; null when there is nothing to hold.</param>
/// <param name="Unreadable">The rows it was made from that cannot be read.</param>
/// <param name="LetGo">The finer rows were let go before: what lay there came later, and goes now that it is summed.</param>
internal sealed record RollUp(InstanceId Instance, RollupSpan Span, byte[]? Payload, IReadOnlyList<RollupSpan> Unreadable, bool LetGo);

/// <summary>Has the writer note from now on what comes to hours or days that are about to be summed.</summary>
internal sealed class WatchWork(IReadOnlyList<(InstanceId Instance, RollupSpan Span)> due) : WriteWork
{
    public override void Execute(TelemetryStatements statements)
    {
        foreach (var (instance, span) in due)
            statements.Rollups.Watch(instance, span);
    }
}

/// <summary>
/// Writes hours or days that were summed, in one transaction with the note that they are due no more: cut short, they are
/// simply still due. So are those to which something came while they were summed.
/// </summary>
internal sealed class RollUpWork(IReadOnlyList<RollUp> made) : WriteWork
{
    public override long Size => made.Sum(one => one.Payload?.Length ?? 0L);

    /// <summary>How many were written.</summary>
    public int Written { get; private set; }

    public override void Execute(TelemetryStatements statements)
    {
        Written = 0;
        foreach (var one in made)
        {
            // Asked in this order: the watch ends in any case.
            if (statements.Rollups.IsUntouched(one.Instance, one.Span)
                && statements.Rollups.IsAnyDue(one.Instance, one.Span.Grain, one.Span.Minute, one.Span.Minute + one.Span.Minutes))
                Write(statements.Rollups, one);
        }
    }

    private void Write(RollupStatements rollups, RollUp one)
    {
        var (instance, span) = (one.Instance, one.Span);
        foreach (var unreadable in one.Unreadable)
            rollups.TakeOut(instance, unreadable);
        if (one.Payload is not null)
            rollups.Write(instance, span, one.Payload, rollups.Read(instance, span));
        if (one.LetGo)
            rollups.Delete(instance, span.Grain.Finer(), span.Minute, span.Minute + span.Minutes);
        rollups.ClearDue(instance, span);
        Written++;
    }
}
