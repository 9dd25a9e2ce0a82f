using BotPerf.Web.Baselines;

namespace BotPerf.Web.Alerts;

/// <summary>
/// A leak is a floor that rises: what is left after collections, over half an hour or more. Spikes and saw-teeth have a
/// level floor. Pure.
/// </summary>
internal static class LeakDetector
{
    public const int LeastMinutes = 30;

    // The floor of five minutes: at least one collection lies in it in a bot that does anything.
    private const int BucketMinutes = 5;

    // One-sided test of Mann and Kendall at 0.1 %: a bot without a leak is looked at some hundred times a day.
    private const double Significant = 3.09;

    /// <param name="floors">The least of each minute, oldest first; +∞ where there was no value.</param>
    /// <returns>How much the floor grows in an hour, as a share of it; 0 when it does not rise steadily; null: too little is known.</returns>
    public static double? GrowthPerHour(IReadOnlyList<double> floors)
    {
        var buckets = new List<(double Minute, double Floor)>();
        for (var first = floors.Count % BucketMinutes; first < floors.Count; first += BucketMinutes)
        {
            var floor = floors.Skip(first).Take(BucketMinutes).Min();
            if (double.IsFinite(floor))
                buckets.Add((first, floor));
        }

        if (buckets.Count < LeastMinutes / BucketMinutes || buckets[^1].Minute - buckets[0].Minute < LeastMinutes - BucketMinutes)
            return null;

        var trend = RobustTrend.Of(buckets);
        // Six buckets that all rise are the least that is steady; the test cannot say more of so few.
        var steady = trend.Slope > 0 && (trend.Points < 8 ? trend.Monotonic : trend.Z >= Significant);
        return steady && trend.Level > 0 ? trend.Slope * 60 / trend.Level : 0;
    }
}
