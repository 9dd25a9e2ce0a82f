using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Lets go of a slice of an instance's minutes or hours that are old enough. What goes, and the note that it is gone, are
/// one transaction; nothing goes before the longer row that holds it is complete.
/// </summary>
internal sealed class LetGoWork(InstanceId instance, Grain grain, long cutMinute) : WriteWork
{
    // Rows of a few kilobytes: a slice takes about ten milliseconds.
    private const int RowsAtOnce = 240;

    private readonly int _unit = grain == Grain.Minute ? Grains.HourMinutes : Grains.DayMinutes;

    public long Rows { get; private set; }

    /// <summary>True when nothing is left to let go.</summary>
    public bool IsOver { get; private set; }

    /// <summary>True when hours or days have to be made first.</summary>
    public bool IsDue { get; private set; }

    public override void Execute(TelemetryStatements statements)
    {
        var rollups = statements.Rollups;
        // An hour stays while its minutes do: what comes late makes it anew from them.
        var beforeMinute = grain == Grain.Hour
            ? Math.Min(cutMinute, rollups.KeptFrom(instance).Minutes / Grains.DayMinutes * Grains.DayMinutes)
            : cutMinute;
        var from = rollups.FirstMinute(instance, grain) is { } first ? Math.Min(beforeMinute, first / _unit * _unit) : beforeMinute;
        var to = Math.Min(beforeMinute, Math.Max(from + _unit, from + (RowsAtOnce * grain.Length())) / _unit * _unit);
        IsOver = to >= beforeMinute;
        IsDue = rollups.IsAnyDue(instance, Grain.Hour, 0, to) || (grain == Grain.Hour && rollups.IsAnyDue(instance, Grain.Day, 0, to));
        if (IsDue)
            return;

        Rows = rollups.Delete(instance, grain, from, to);
        rollups.LetGo(instance, grain, to);
    }
}

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
        foreach (var (minute, executions, payload) in segments)
        {
            Rows += executions;
            Keep(last, minute, payload);
        }

        var writer = new ByteWriter();
        foreach (var (series, kept) in last)
        {
            if (statements.Rollups.ReadLastExecutions(series) is { } before)
                Add(kept, before, series);
            statements.Rollups.WriteLastExecutions(series, kept.ToBytes(writer));
        }

        IsOver = segments.Count == 0;
        if (IsOver)
            statements.Rollups.LetGoExecutions(instance, beforeMinute);
    }

    private void Keep(Dictionary<int, LastExecutions> last, long minute, byte[] payload)
    {
        try
        {
            var columns = SegmentCodec.Decode(payload);
            for (var i = 0; i < columns.Count; i++)
            {
                if (!last.TryGetValue(columns.Series[i], out var kept))
                    last.Add(columns.Series[i], kept = new LastExecutions());
                kept.Add(instance, columns, i);
            }
        }
        catch (InvalidDataException error)
        {
            RollupsLog.SegmentUnreadable(log, instance.Value, minute, error);
        }
    }

    private void Add(LastExecutions kept, byte[] before, int series)
    {
        try
        {
            kept.Add(before);
        }
        catch (InvalidDataException error)
        {
            RollupsLog.LastExecutionsUnreadable(log, series, error);
        }
    }
}
