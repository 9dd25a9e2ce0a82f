namespace BotPerf.Web.Storage.Telemetry;

/// <summary>How long a roll-up row is.</summary>
internal enum Grain
{
    Minute,
    Hour,
    Day,
}

internal static class Grains
{
    public const int HourMinutes = 60;
    public const int DayMinutes = 24 * HourMinutes;

    /// <summary>In minutes.</summary>
    public static int Length(this Grain grain) => grain switch
    {
        Grain.Minute => 1,
        Grain.Hour => HourMinutes,
        _ => DayMinutes,
    };

    public static string Table(this Grain grain) => grain switch
    {
        Grain.Minute => "minute_rollup",
        Grain.Hour => "hour_rollup",
        _ => "day_rollup",
    };

    /// <summary>What a row of this grain is made from; not for minutes.</summary>
    public static Grain Finer(this Grain grain) => grain == Grain.Day ? Grain.Hour : Grain.Minute;

    /// <summary>Names the rows of a grain that are to be made; not for minutes.</summary>
    public static string DueTable(this Grain grain) => grain == Grain.Hour ? "hour_due" : "day_due";
}

/// <summary>The time that one roll-up row is of.</summary>
/// <param name="Number">The minute, hour or day since 1970, UTC.</param>
internal readonly record struct RollupSpan(Grain Grain, long Number)
{
    /// <summary>Its first minute, Unix time.</summary>
    public long Minute => Number * Grain.Length();

    /// <summary>How many minutes it is long.</summary>
    public int Minutes => Grain.Length();
}

/// <summary>
/// What every table of telemetry.db that goes by time has as its key: the instance above, the minute, hour or day since
/// 1970 below, so that an instance's rows lie together and a range of them is one seek.
/// </summary>
internal static class RowId
{
    public static long Of(InstanceId instance, long number) => ((long)instance.Value << 32) | number;

    public static long Number(long id) => id & uint.MaxValue;

    public static InstanceId Instance(long id) => new((int)(id >> 32));
}
