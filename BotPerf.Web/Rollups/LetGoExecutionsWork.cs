using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Lets go of a slice of an instance's single executions; the last of each command go to where they are kept.</summary>
internal sealed class LetGoExecutionsWork(InstanceId instance, long beforeMinute, ILogger log) : WriteWork
{
    // Whichever comes first: both take some tens of milliseconds at most.
    private const int SegmentsAtOnce = 128;
    private const int ExecutionsAtOnce = 200_000;

    public long Rows { get; private set; }

    /// <summary>True when nothing is left to let go.</summary>
    public bool IsOver { get; private set; }

    public override void Execute(TelemetryStatements statements)
    {
        Rows = 0;
        var last = new Dictionary<int, LastExecutions>();
        var segments = statements.Rollups.TakeSegments(instance, beforeMinute, SegmentsAtOnce, ExecutionsAtOnce);
        var (before, seen) = (-1L, 0);
        foreach (var (minute, executions, payload) in segments)
        {
            Rows += executions;
            seen = minute == before ? seen : 0;
            Keep(last, minute, seen, payload);
            (before, seen) = (minute, seen + (int)executions);
        }

        var writer = new ByteWriter();
        foreach (var (series, kept) in last)
        {
            if (statements.Rollups.ReadLastExecutions(series) is { } older)
                Add(kept, older, series);
            statements.Rollups.WriteLastExecutions(series, kept.ToBytes(writer));
        }

        IsOver = segments.Count == 0;
        if (IsOver)
            statements.Rollups.LetGoExecutions(instance, beforeMinute);
    }

    private void Keep(Dictionary<int, LastExecutions> last, long minute, int seen, byte[] payload)
    {
        try
        {
            var columns = SegmentCodec.Decode(payload);
            for (var i = 0; i < columns.Count; i++)
            {
                if (!last.TryGetValue(columns.Series[i], out var kept))
                    last.Add(columns.Series[i], kept = new LastExecutions());
                kept.Add(new LastPlace(instance, minute, seen + i), columns, i);
            }
        }
        catch (InvalidDataException error)
        {
            RollupsLog.SegmentUnreadable(log, instance.Value, minute, error);
        }
    }

    private void Add(LastExecutions kept, byte[] older, int series)
    {
        try
        {
            kept.Add(older);
        }
        catch (InvalidDataException error)
        {
            RollupsLog.LastExecutionsUnreadable(log, series, error);
        }
    }
}
