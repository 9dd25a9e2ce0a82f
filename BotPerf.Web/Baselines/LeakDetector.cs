namespace BotPerf.Web.Baselines;

/// <summary>What the floor of a memory does.</summary>
/// <param name="GrowthPerHour">As a share of the floor; 0 when it does not rise steadily.</param>
/// <param name="PerHour">The same in the unit of the floor.</param>
/// <param name="Low">The least growth in an hour that the floors allow, in their unit.</param>
/// <param name="High">The largest.</param>
/// <param name="Minutes">Over how long it was looked at.</param>
internal sealed record FloorGrowth(double GrowthPerHour, double PerHour, double Low, double High, int Minutes)
{
    /// <summary>When a limit is reached at this rate, and at the two ends of it; null: it does not grow.</summary>
    /// <param name="room">From what is held now to the limit, in the floor's unit.</param>
    public (TimeSpan Time, TimeSpan Soonest, TimeSpan? Latest)? Until(double room)
    {
        if (PerHour <= 0)
            return null;
        var left = Math.Max(0, room);
        return (Hours(left / PerHour), Hours(left / High), Low > 0 ? Hours(left / Low) : null);
    }

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(Math.Min(hours, 24 * 3_650));
}

/// <summary>
/// A leak is a floor that rises: what is left after collections, over half an hour or more. Spikes, saw-teeth, a cache that
/// was loaded and a start that has settled have a level floor, at least in one half of the time. Pure.
/// </summary>
internal static class LeakDetector
{
    public const int LeastMinutes = 30;

    /// <summary>So much it looks at when it is known.</summary>
    public const int MostMinutes = 180;

    // A bot that has just started fills its caches.
    private const int StartMinutes = 30;

    // What is new is seen in this; where collections are rare, or the rise is slow, more is looked at.
    private const int UsualMinutes = 90;

    // The floor of five minutes: at least one collection lies in it in a bot that does anything.
    private const int BucketMinutes = 5;

    // A rise that never falls may be one long tooth: a collection would show that it was none.
    private const int MinutesWithoutFall = 120;

    // A fall by this share of all that it moves is a whole collection; by this share of what is held, any.
    private const double WholeFall = 0.25;
    private const double AnyFall = 0.002;

    // One-sided test of Mann and Kendall at 0.01 %: a bot without a leak is looked at some hundred times a day. Of few points
    // the test cannot say as much: nearly all pairs have to rise.
    private const double Significant = 3.7;
    private const double NearlyAll = 0.9;

    // A step, a bump or a start that settles rises in one half of the time alone.
    private const double HalfShare = 0.4;

    // The least growth that the floors allow must be this share of the likeliest.
    private const double SureShare = 0.5;

    /// <param name="floors">The least of each minute, oldest first; +∞ where there was no value.</param>
    /// <returns>Null: too little is known.</returns>
    public static FloorGrowth? Look(IReadOnlyList<double> floors)
    {
        var known = Known(floors);
        if (known.Count < LeastMinutes)
            return null;

        var whole = LongestBetweenFalls(known, WholeFall * (known.Max(one => one.Floor) - known.Min(one => one.Floor)));
        return Growth([.. known.TakeLast(UsualMinutes)], whole) is { GrowthPerHour: > 0 } fast ? fast : Growth(known, whole);
    }

    private static FloorGrowth? Growth(List<(int Minute, double Floor)> known, int? whole)
    {
        var length = known[^1].Minute - known[0].Minute + 1;
        var hasFallen = (whole ?? LongestBetweenFalls(known, AnyFall * known.Average(one => one.Floor))) is not null;
        var buckets = Buckets(known, Math.Max(BucketMinutes, (whole ?? 0) + 1));
        if (buckets.Count < LeastMinutes / BucketMinutes)
            return null;

        var trend = RobustTrend.Of(buckets);
        // Six buckets that all rise are the least that is steady; the test cannot say more of so few.
        var isSteady = trend is { Slope: > 0, Level: > 0 } && (trend.Points < 8 ? trend.Monotonic : trend.Z >= Math.Min(Significant, NearlyAll * trend.MostZ));
        var isLeak = isSteady && (hasFallen || length >= MinutesWithoutFall) && trend.Low >= trend.Slope * SureShare && RisesInBothHalves(buckets, trend.Slope);
        return isLeak
            ? new FloorGrowth(trend.Slope * 60 / trend.Level, trend.Slope * 60, trend.Low * 60, trend.High * 60, length)
            : new FloorGrowth(0, 0, 0, 0, length);
    }

    // The newest ends with the newest minute; a rest at the beginning is left out.
    private static List<(double Minute, double Floor)> Buckets(List<(int Minute, double Floor)> known, int minutes)
    {
        var floors = new SortedDictionary<int, double>();
        var (first, end) = (known[0].Minute, known[^1].Minute + 1);
        foreach (var (minute, floor) in known)
        {
            var from = end - ((end - minute - 1) / minutes + 1) * minutes;
            if (from >= first)
                floors[from] = Math.Min(floor, floors.GetValueOrDefault(from, double.PositiveInfinity));
        }

        return [.. floors.Select(bucket => ((double)bucket.Key, bucket.Value))];
    }

    // The longest time between two collections that can be seen; null: there is none to be seen.
    private static int? LongestBetweenFalls(List<(int Minute, double Floor)> known, double least)
    {
        var (high, last, longest, falls) = (double.NegativeInfinity, known[0].Minute, 0, 0);
        foreach (var (minute, floor) in known)
        {
            if (floor < high - least)
            {
                (longest, last, high) = (Math.Max(longest, minute - last), minute, floor);
                falls++;
            }

            high = Math.Max(high, floor);
        }

        return falls == 0 ? null : longest;
    }

    private static bool RisesInBothHalves(List<(double Minute, double Floor)> buckets, double slope)
    {
        var half = buckets.Count / 2;
        return RobustTrend.Of(buckets[..half]).Slope >= slope * HalfShare && RobustTrend.Of(buckets[^half..]).Slope >= slope * HalfShare;
    }

    // Without the first minutes of a bot that was not there at the beginning.
    private static List<(int Minute, double Floor)> Known(IReadOnlyList<double> floors)
    {
        var known = new List<(int, double)>(floors.Count);
        for (var i = 0; i < floors.Count; i++)
        {
            if (double.IsFinite(floors[i]))
                known.Add((i, floors[i]));
        }

        return known.Count > 0 && known[0].Item1 > 0 ? known[Math.Min(StartMinutes, known.Count)..] : known;
    }
}
