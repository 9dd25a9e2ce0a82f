using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// A range of time in steps of whole minutes: equal ones that begin at a multiple of the step, or the days of a time zone,
/// which are 23 to 25 hours long.
/// </summary>
/// <param name="FromMinute">Unix time in minutes; the beginning of a step, but after <see cref="BeginningAt"/>.</param>
/// <param name="ToMinute">Exclusive.</param>
internal readonly record struct StepRange(long FromMinute, long ToMinute, int StepMinutes)
{
    public const int MostPoints = 1_500;

    private const int UsualPoints = 300;
    private static readonly int[] s_steps = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440, 10_080];

    /// <summary>Whose days the steps are; null: the steps are equal.</summary>
    public TimeZoneInfo? Zone { get; private init; }

    public int StepSeconds => StepMinutes * 60;

    public int Points => (int)((ToMinute - FromMinute + StepMinutes - 1) / StepMinutes);

    /// <param name="from">The beginning; its whole step is taken.</param>
    /// <param name="to">The end; the minute it lies in is taken as far as it has come.</param>
    /// <param name="stepMinutes">Null: so that there are about as many points as are asked for.</param>
    /// <param name="points">As many as fill a chart well, when nothing else is said.</param>
    public static StepRange Of(DateTimeOffset from, DateTimeOffset to, int? stepMinutes = null, int points = UsualPoints)
    {
        var fromMinute = from.ToUnixTimeSeconds() / 60;
        var toMinute = MinuteAfter(to);
        var step = stepMinutes ?? s_steps.FirstOrDefault(one => toMinute - fromMinute <= (long)one * points, s_steps[^1]);
        return new StepRange(fromMinute / step * step, toMinute, step);
    }

    /// <summary>The same from this very minute on: of the step it lies in, only the rest is taken.</summary>
    public StepRange BeginningAt(DateTimeOffset from) => this with { FromMinute = from.ToUnixTimeSeconds() / 60 };

    /// <summary>In the days of a zone.</summary>
    public static StepRange Days(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var days = new StepRange(0, MinuteAfter(to), Grains.DayMinutes) { Zone = zone };
        return days with { FromMinute = days.StepOf(from.ToUnixTimeSeconds() / 60) };
    }

    /// <summary>
    /// The same in steps of a whole number of units, the next larger, and from whole units to whole ones: what is read of them is
    /// what rates are over. In a zone's days never beyond its days, and whole ones where nothing finer than days is left.
    /// </summary>
    /// <param name="unitMinutes">What is kept at the beginning.</param>
    /// <param name="lastMinutes">What is kept at the end.</param>
    public StepRange Whole(int unitMinutes, int lastMinutes)
    {
        if ((unitMinutes, lastMinutes) == (1, 1))
            return this;

        var step = (StepMinutes + unitMinutes - 1) / unitMinutes * unitMinutes;
        var grid = step == StepMinutes ? unitMinutes : step;
        var from = FromMinute / grid * grid;
        var to = (ToMinute + lastMinutes - 1) / lastMinutes * lastMinutes;
        if (Zone is null)
            return new StepRange(from, to, step);

        var (begin, end) = (StepOf(FromMinute), After(ToMinute - 1, 1));
        return this with
        {
            FromMinute = unitMinutes == Grains.DayMinutes ? begin : Math.Max(begin, from),
            ToMinute = lastMinutes == Grains.DayMinutes ? end : Math.Min(end, to),
        };
    }

    public static long MinuteAfter(DateTimeOffset to) =>
        ((to - DateTimeOffset.UnixEpoch).Ticks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute;

    public long StepOf(long minute) => Zone is null ? minute / StepMinutes * StepMinutes : Midnight(minute);

    /// <summary>The beginning of the step so many steps after the one that a minute lies in.</summary>
    public long After(long step, int steps) =>
        Zone is null ? StepOf(step) + ((long)steps * StepMinutes) : Midnight(Midnight(step) + ((long)steps * StepMinutes) + (StepMinutes / 2));

    /// <summary>How much of a step has passed; its rate is over that, so that the last point does not sag.</summary>
    public double SecondsPassed(long step, DateTimeOffset now)
    {
        var end = Math.Min(After(step, 1), Math.Max(ToMinute, step + 1));
        // Of a step that the range begins inside of, only the rest is in it.
        var begin = step < FromMinute && FromMinute < end ? FromMinute : step;
        return Math.Clamp(now.ToUnixTimeMilliseconds() / 1_000.0 - begin * 60, 1, (end - begin) * 60);
    }

    private long Midnight(long minute)
    {
        var day = LocalClock.Of(DateTimeOffset.FromUnixTimeSeconds(minute * 60), Zone!).Date;
        return LocalClock.FirstAt(day, Zone!).ToUnixTimeSeconds() / 60;
    }
}
