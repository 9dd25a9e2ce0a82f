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
