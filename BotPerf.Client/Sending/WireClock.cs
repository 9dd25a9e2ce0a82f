namespace BotPerf.Client.Sending;

/// <summary>
/// The wall clock as frames tell it: the monotonic clock on an anchor, so that intervals neither overlap nor leave gaps.
/// When the wall clock and it disagree (the machine slept, somebody set the clock) it is anchored anew.
/// </summary>
internal sealed class WireClock
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private DateTimeOffset _anchor;
    private long _anchorStamp;

    public WireClock(TimeProvider time)
    {
        _time = time;
        _anchor = time.GetUtcNow();
        _anchorStamp = time.GetTimestamp();
    }

    /// <summary>The same moment on both clocks.</summary>
    public (DateTimeOffset Wall, long Stamp) Now()
    {
        var stamp = _time.GetTimestamp();
        var wall = _anchor + _time.GetElapsedTime(_anchorStamp, stamp);
        var actual = _time.GetUtcNow();
        if ((actual - wall).Duration() <= Tolerance)
            return (wall, stamp);

        _anchor = actual;
        _anchorStamp = stamp;
        return (actual, stamp);
    }
}

/// <summary>Where intervals end. Pure.</summary>
internal static class FramePlan
{
    /// <summary>
    /// A frame ends with a full second (a half one, where frames are that short), so it lies within one minute and still does when the server's clock is whole
    /// seconds away. Late by less than a second it ends where it should have; what a stalled process recorded over several
    /// seconds is told for the last minute of them.
    /// </summary>
    /// <param name="previousEnd">Where the frame before ended.</param>
    /// <param name="now">Corrected wall clock.</param>
    /// <param name="final">The last one before shutdown ends now.</param>
    /// <param name="grain">Of <see cref="Grain"/>; null: a second.</param>
    public static (DateTimeOffset End, TimeSpan Interval) Cut(
        DateTimeOffset previousEnd, DateTimeOffset now, bool final, TimeSpan? grain = null)
    {
        var end = final ? now : Floor(now, grain?.Ticks ?? TimeSpan.TicksPerSecond);
        if (end <= previousEnd)
            return (end, TimeSpan.Zero); // The clock went back: nothing is known of the interval's length.

        var minute = Floor(end.AddTicks(-1), TimeSpan.TicksPerMinute);
        var start = previousEnd > minute ? previousEnd : minute;
        return (end, end - start);
    }

    /// <summary>What frames of this interval end on: full seconds, or half ones.</summary>
    public static TimeSpan Grain(TimeSpan interval) =>
        interval.Ticks % TimeSpan.TicksPerSecond == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(500);

    /// <summary>Until the next moment a frame may end.</summary>
    public static TimeSpan UntilNext(DateTimeOffset now, TimeSpan grain) =>
        TimeSpan.FromTicks(grain.Ticks - now.UtcTicks % grain.Ticks);

    /// <summary>Intervals are counted from the full minute, and the last one of a minute ends with it.</summary>
    public static bool IsDue(DateTimeOffset previousEnd, DateTimeOffset now, TimeSpan interval)
    {
        if (now < previousEnd)
            return true; // The clock went back.

        var minute = Floor(previousEnd, TimeSpan.TicksPerMinute);
        var next = minute + interval * (Math.Floor((previousEnd - minute) / interval) + 1);
        return Floor(now, Grain(interval).Ticks) >= next || Floor(now, TimeSpan.TicksPerMinute) > minute;
    }

    /// <summary>Whole seconds; what is below is lost in the network's own uncertainty.</summary>
    public static TimeSpan ClockOffset(DateTimeOffset serverTime, DateTimeOffset asked, TimeSpan roundTrip) =>
        TimeSpan.FromSeconds(Math.Round((serverTime - (asked + roundTrip / 2)).TotalSeconds));

    public static long MinuteOf(DateTimeOffset end) => end.AddTicks(-1).UtcTicks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset Floor(DateTimeOffset time, long ticks) => time.AddTicks(-(time.UtcTicks % ticks));
}
