namespace BotPerf.Bench;

/// <summary>
/// A memory or disk on its way to a limit, hour by hour, and the truth of when it gets there: by a straight line, straying
/// from it, or growing ever more slowly; every fourth one only strays and goes nowhere.
/// </summary>
internal sealed class GeneratedWay
{
    private const int KnownDays = 14;
    private const int FutureDays = 60;

    public GeneratedWay(int number)
    {
        var random = new Noise(30_000 + number);
        var kind = number % 4;
        Grows = kind != 3;
        var perDay = Grows ? random.Between(0.5, 3) : 0;
        var (season, grain) = (random.Between(0, 2), random.Between(0.1, 1));
        var straying = kind is 1 or 3 ? random.Between(0.1, 0.6) : 0;
        var (level, strayed) = (100.0, 0.0);
        var hours = new List<(long, double)>();
        Limit = Grows ? 100 + perDay * (KnownDays + random.Between(2, 25)) : 100 + random.Between(6, 20);
        for (var hour = 0; hour < (KnownDays + FutureDays) * 24; hour++)
        {
            var slowing = kind == 2 ? Math.Pow(0.985, hour / 24.0) : 1;
            level += perDay * slowing / 24;
            strayed += straying * random.Normal() / Math.Sqrt(24);
            var now = level + strayed;
            if (hour < KnownDays * 24)
                hours.Add((hour + 480_000, now + season * Math.Sin(2 * Math.PI * hour / 24) + grain * random.Heavy()));
            else if (now >= Limit)
                ReachedAfterDays ??= (hour - KnownDays * 24) / 24.0;
        }

        Hours = hours;
    }

    public bool Grows { get; }

    public double Limit { get; }

    /// <summary>From the last known hour on; null: not in two months.</summary>
    public double? ReachedAfterDays { get; }

    public IReadOnlyList<(long Hour, double Value)> Hours { get; }
}
