namespace BotPerf.Web.Live;

/// <summary>
/// Tells when minutes move from memory to the database. A version is odd while they are in both: a reader that found it
/// even and finds it unchanged afterwards has counted nothing twice and missed nothing.
/// </summary>
internal sealed class SealLog
{
    private const int MinutesPerHour = 60;
    private const int HoursKept = 48;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, int> _hours = [];
    private List<long> _moving = [];
    private int _version;
    private int _older;

    /// <summary>Changes whenever minutes move.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Changes whenever minutes move that lie before an hour.</summary>
    /// <param name="minute">The hour's first minute, Unix time.</param>
    public int VersionBefore(long minute)
    {
        lock (_gate)
        {
            var newest = _older;
            foreach (var (hour, version) in _hours)
            {
                if (hour * MinutesPerHour >= minute)
                    break;
                newest = Math.Max(newest, version);
            }

            return newest;
        }
    }

    /// <summary>These minutes are about to be in both. Called by the writer.</summary>
    public void Begin(IEnumerable<long> minutes)
    {
        lock (_gate)
        {
            _moving = [.. minutes.Select(minute => minute / MinutesPerHour).Distinct()];
            Note();
        }
    }

    /// <summary>They are in one place again: the database, or memory when it could not be written.</summary>
    public void End()
    {
        lock (_gate)
            Note();
    }

    private void Note()
    {
        var version = Interlocked.Increment(ref _version);
        foreach (var hour in _moving)
            _hours[hour] = version;
        while (_hours.Count > HoursKept)
        {
            var (hour, dropped) = _hours.First();
            _older = Math.Max(_older, dropped);
            _hours.Remove(hour);
        }
    }
}
