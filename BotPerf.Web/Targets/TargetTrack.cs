namespace BotPerf.Web.Targets;

/// <summary>A target of one bot over time: each hour of its window and each minute of the last hours, in rings. Not safe for threads.</summary>
internal sealed class TargetTrack(int days)
{
    /// <summary>The longest window that is read by the minute.</summary>
    public const int Minutes = 6 * MinutesPerHour;

    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;

    private readonly Tally[] _hours = new Tally[days * HoursPerDay + 1];
    private readonly Tally[] _minutes = new Tally[Minutes + MinutesPerHour];
    private long _minute = -1;

    public int Days => days;

    /// <summary>What an hour that lies wholly behind the minutes came to.</summary>
    /// <param name="hour">Unix time in hours.</param>
    public void SetHour(long hour, Tally tally) => _hours[hour % _hours.Length] = tally;

    /// <summary>What a minute came to, as far as it has come; told again it takes the place of what was told before.</summary>
    /// <param name="minute">Unix time in minutes, not before the newest by more than <see cref="Minutes"/>.</param>
    public void SetMinute(long minute, Tally tally)
    {
        MoveTo(minute);
        _minutes[minute % _minutes.Length] = tally;
        var hour = minute / MinutesPerHour;
        var sum = default(Tally);
        for (var one = hour * MinutesPerHour; one < (hour + 1) * MinutesPerHour && one <= _minute; one++)
            sum += _minutes[one % _minutes.Length];
        _hours[hour % _hours.Length] = sum;
    }

    /// <summary>Empties what the rings held of the time before their length.</summary>
    public void MoveTo(long minute)
    {
        if (_minute < 0)
            _minute = minute;
        for (var one = Math.Max(_minute + 1, minute - _minutes.Length + 1); one <= minute; one++)
            _minutes[one % _minutes.Length] = default;
        for (var hour = Math.Max(_minute / MinutesPerHour + 1, minute / MinutesPerHour - _hours.Length + 1); hour <= minute / MinutesPerHour; hour++)
            _hours[hour % _hours.Length] = default;
        _minute = Math.Max(_minute, minute);
    }

    /// <summary>The last minutes up to and with the newest; longer spans than <see cref="Minutes"/> in whole hours, the running one on top.</summary>
    public Tally Last(int minutes)
    {
        var sum = default(Tally);
        if (minutes <= Minutes)
        {
            for (var i = 0; i < minutes; i++)
                sum += _minutes[(_minute - i + _minutes.Length * 2L) % _minutes.Length];
            return sum;
        }

        var newest = _minute / MinutesPerHour;
        for (var i = 0; i <= Math.Min(minutes / MinutesPerHour, _hours.Length - 1); i++)
            sum += _hours[(newest - i + _hours.Length * 2L) % _hours.Length];
        return sum;
    }

    /// <summary>From the oldest hour of the window in which anything happened up to now.</summary>
    public TimeSpan KnownFor()
    {
        var hours = Hours();
        var known = hours.SkipWhile(one => one.Tally.All <= 0).Count();
        return TimeSpan.FromHours(Math.Min(known, days * HoursPerDay));
    }

    /// <summary>The hours of the window, oldest first, the running one last.</summary>
    public IReadOnlyList<(long Hour, Tally Tally)> Hours()
    {
        var newest = _minute / MinutesPerHour;
        return [.. Enumerable.Range(0, _hours.Length).Select(i => newest - _hours.Length + 1 + i).Where(hour => hour >= 0)
            .Select(hour => (hour, _hours[hour % _hours.Length]))];
    }
}
