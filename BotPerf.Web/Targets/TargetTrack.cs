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

    public int Days => days;

    /// <summary>The minute it has come to, Unix time; below 0: it knows nothing.</summary>
    public long Newest { get; private set; } = -1;

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
        for (var one = hour * MinutesPerHour; one < (hour + 1) * MinutesPerHour && one <= Newest; one++)
            sum += _minutes[one % _minutes.Length];
        _hours[hour % _hours.Length] = sum;
    }

    /// <summary>Empties what the rings held of the time before their length. A clock that goes back needs a new track.</summary>
    public void MoveTo(long minute)
    {
        if (Newest < 0)
            Newest = minute;
        for (var one = Math.Max(Newest + 1, minute - _minutes.Length + 1); one <= minute; one++)
            _minutes[one % _minutes.Length] = default;
        for (var hour = Math.Max(Newest / MinutesPerHour + 1, minute / MinutesPerHour - _hours.Length + 1); hour <= minute / MinutesPerHour; hour++)
            _hours[hour % _hours.Length] = default;
        Newest = Math.Max(Newest, minute);
    }

    /// <summary>The last minutes up to and with the newest; longer spans than <see cref="Minutes"/> in whole hours, the running one on top.</summary>
    public Tally Last(int minutes)
    {
        var sum = default(Tally);
        if (minutes <= Minutes)
        {
            for (var i = 0; i < minutes; i++)
                sum += _minutes[(Newest - i + _minutes.Length * 2L) % _minutes.Length];
            return sum;
        }

        var newest = Newest / MinutesPerHour;
        for (var i = 0; i <= Math.Min(minutes / MinutesPerHour, _hours.Length - 1); i++)
            sum += _hours[(newest - i + _hours.Length * 2L) % _hours.Length];
        return sum;
    }

    /// <summary>The first hour of the window in which anything happened, Unix time; null: nothing did.</summary>
    public long? FirstHour()
    {
        for (var hour = Math.Max(0, Newest / MinutesPerHour - _hours.Length + 1); hour <= Newest / MinutesPerHour; hour++)
        {
            if (_hours[hour % _hours.Length].All > 0)
                return hour;
        }

        return null;
    }

    /// <summary>The hours of the window, oldest first, the running one last.</summary>
    public IReadOnlyList<(long Hour, Tally Tally)> Hours()
    {
        var newest = Newest / MinutesPerHour;
        return [.. Enumerable.Range(0, _hours.Length).Select(i => newest - _hours.Length + 1 + i).Where(hour => hour >= 0)
            .Select(hour => (hour, _hours[hour % _hours.Length]))];
    }
}
