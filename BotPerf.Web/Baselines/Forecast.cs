namespace BotPerf.Web.Baselines;

/// <summary>What can be said of when a figure reaches a limit.</summary>
internal enum ForecastVerdict
{
    /// <summary>Less than <see cref="Forecast.LeastDays"/> are known.</summary>
    TooShort,

    /// <summary>It does not steadily go anywhere, or not there within the time that can be looked ahead.</summary>
    NoTrend,
    Reaches,

    /// <summary>It is there already.</summary>
    IsThere,
}

/// <summary>
/// When a figure reaches a limit, if it goes on as it does: the slope of Theil and Sen, damped, since nothing grows for
/// ever, and an interval from how far the series has strayed from its own line before. Pure.
/// </summary>
/// <param name="Verdict">Only with <see cref="ForecastVerdict.Reaches"/> are there times.</param>
/// <param name="PerDay">The slope today, in the figure's unit.</param>
/// <param name="Time">From the newest value on.</param>
/// <param name="Soonest">Sooner with 10 % only.</param>
/// <param name="Latest">Later with 10 % only. Null: it may also not come within <see cref="Horizon"/>.</param>
/// <param name="Horizon">So far can be looked ahead.</param>
internal sealed record Forecast(
    ForecastVerdict Verdict, double PerDay, TimeSpan? Time, TimeSpan? Soonest, TimeSpan? Latest, TimeSpan Horizon)
{
    public const int LeastDays = 3;
    public const int MostDays = 28;
    public const int MostAheadDays = 90;

    // So many times as long as the past is known.
    private const double AheadShare = 3;

    // What a slope must have beside its own uncertainty.
    private const double LeastSlope = 2.5;
    private const int BlocksADay = 4;
    private const double StepDays = 0.05;

    /// <summary>Where it goes; null: it is there, or too little is known.</summary>
    public ForecastWay? Way { get; private init; }

    /// <param name="hours">The figure of each hour, by Unix time in hours, in rising order; finite values.</param>
    /// <param name="limit">What it should not reach: from below when it lies above the newest values, else from above.</param>
    /// <param name="isMost">The limit is the most there may be: what lies above it has reached it.</param>
    public static Forecast Of(IReadOnlyList<(long Hour, double Value)> hours, double limit, bool isMost = false)
    {
        var known = hours.Count == 0 ? [] : hours.Where(one => one.Hour > hours[^1].Hour - MostDays * 24).ToList();
        var days = known.Count == 0 ? 0 : (known[^1].Hour - known[0].Hour + 1) / 24.0;
        var horizon = TimeSpan.FromDays(Math.Min(MostAheadDays, days * AheadShare));
        if (days < LeastDays)
            return Nothing(ForecastVerdict.TooShort, 0);

        var blocks = Blocks(WithoutDay(known));
        if (blocks.Count < LeastDays * BlocksADay / 2)
            return Nothing(ForecastVerdict.TooShort, 0);

        var line = RobustTrend.Of(blocks);
        var rests = blocks.Select(one => one.Value - line.Slope * one.At).ToArray();
        var middle = RobustTrend.Median([.. rests]);
        var scatter = Deviation([.. rests.Select(one => one - middle)]);
        var (end, straying) = (blocks[^1].At, Straying(blocks, line.Slope));
        var level = LevelOf(blocks, line.Slope, middle, scatter, straying);
        var sign = isMost && level >= limit ? 0 : Math.Sign(limit - level);
        if (sign == 0 || (known[^1].Value - limit) * sign >= 0)
            return Nothing(ForecastVerdict.IsThere, line.Slope);

        // Of a straying series the slope is as uncertain as where it went, of a steady one as its line.
        var unsure = straying / (end - blocks[0].At) + Math.Pow((line.High - line.Low) / (2 * 1.96), 2);
        var way = new ForecastWay(level, line.Slope, sign, scatter, straying, unsure);
        if (line.Slope * sign <= LeastSlope * Math.Sqrt(unsure))
            return Nothing(ForecastVerdict.NoTrend, line.Slope) with { Way = way };

        var (time, soonest, latest) = (First(one => one.Value), First(one => one.Near), First(one => one.Far));
        return (time is null
            ? Nothing(ForecastVerdict.NoTrend, line.Slope)
            : new Forecast(ForecastVerdict.Reaches, line.Slope, time, soonest, latest, horizon)) with { Way = way };

        TimeSpan? First(Func<(double Value, double Near, double Far), double> of)
        {
            for (var ahead = 0.0; ahead <= horizon.TotalDays; ahead += StepDays)
            {
                if ((of(way.At(ahead)) - limit) * sign >= 0)
                    return TimeSpan.FromDays(ahead);
            }

            return null;
        }

        Forecast Nothing(ForecastVerdict verdict, double perDay) => new(verdict, perDay, null, null, null, horizon);
    }

    // What is usual at an hour of the day is no trend.
    private static List<(double Day, double Value)> WithoutDay(List<(long Hour, double Value)> hours)
    {
        var byDay = hours.GroupBy(one => one.Hour / 24).ToDictionary(day => day.Key, day => RobustTrend.Median([.. day.Select(one => one.Value)]));
        var byHour = hours.GroupBy(one => one.Hour % 24)
            .ToDictionary(hour => hour.Key, hour => RobustTrend.Median([.. hour.Select(one => one.Value - byDay[one.Hour / 24])]));
        // The growth within a day looks like a season: its line goes back in.
        var drift = byHour.Count < 12 ? 0 : RobustTrend.Of([.. byDay.OrderBy(day => day.Key).Select(day => ((double)day.Key, day.Value))]).Slope;
        return [.. hours.Select(one => (one.Hour / 24.0, one.Value - byHour[one.Hour % 24] + drift * ((one.Hour % 24 - 11.5) / 24)))];
    }

    private static List<(double At, double Value)> Blocks(List<(double Day, double Value)> values) =>
        [.. values.GroupBy(one => Math.Floor(one.Day * BlocksADay))
            .Select(block => ((block.Key + 0.5) / BlocksADay, RobustTrend.Median([.. block.Select(one => one.Value)])))];

    // How far from its line the series goes in a day, squared: by differences over a fifth of the time, in which the noise of
    // single values hardly counts and straying does.
    private static double Straying(List<(double At, double Value)> blocks, double slope)
    {
        var step = Math.Max(BlocksADay, blocks.Count / 5);
        var ways = Enumerable.Range(0, blocks.Count - step)
            .Select(i => (blocks[i + step].Value - blocks[i].Value - slope * (blocks[i + step].At - blocks[i].At)) / Math.Sqrt(blocks[i + step].At - blocks[i].At))
            .ToArray();
        return Math.Pow(Deviation(ways), 2);
    }

    // Where the series is now: by the line when it keeps to it, by its last day when it strays.
    private static double LevelOf(List<(double At, double Value)> blocks, double slope, double middle, double scatter, double straying)
    {
        var end = blocks[^1].At;
        var last = RobustTrend.Median([.. blocks.TakeLast(BlocksADay).Select(one => one.Value + slope * (end - one.At))]);
        var share = straying <= 0 ? 0 : straying / (straying + scatter * scatter / BlocksADay);
        return (middle + slope * end) * (1 - share) + last * share;
    }

    private static double Deviation(double[] rests) => rests.Length == 0 ? 0 : 1.4826 * RobustTrend.Median([.. rests.Select(Math.Abs)]);
}
