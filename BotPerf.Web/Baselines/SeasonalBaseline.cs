namespace BotPerf.Web.Baselines;

/// <summary>
/// What is usual of a figure at an hour of the week, and how far from it is still usual. Made of medians, so that days of
/// trouble do not become usual. Hours are those of UTC all the year: where clocks are put forward the habits of people move
/// by an hour, and the median follows within two weeks. Pure.
/// </summary>
internal sealed class SeasonalBaseline
{
    /// <summary>Of less nobody can say what is usual.</summary>
    public const int LeastDays = 3;

    /// <summary>Of more the oldest are left out: what was usual two months ago is not.</summary>
    public const int MostDays = 28;

    /// <summary>So many deviations around the middle are drawn as the usual range.</summary>
    public const double Usual = 3;

    private const int HoursADay = 24;
    private const int HoursAWeek = 168;

    // The level is that of the last week, so that what has changed for good becomes usual in half of it.
    private const int LevelHours = HoursAWeek;

    // From the median deviation to the standard one, and the standard score of 98 %, both sides.
    private const double OfMedian = 1.4826;
    private const double TailShare = 0.98;
    private const double TailScore = 2.326;

    // Less than a tenth beside the usual is nobody's anomaly, however steady the figure was.
    private const double LeastDeviation = 0.022;

    // One week says half of what a weekday is like, and a third of a single hour of it.
    private const double DayWeight = 1;
    private const double HourWeight = 2;
    private const double SpreadWeight = 6;

    private readonly double[] _middle;
    private readonly double[] _spread;
    private readonly double _unit;
    private readonly bool _isNeverBelowZero;

    private SeasonalBaseline(double[] middle, double[] spread, double unit, bool isNeverBelowZero, int days)
    {
        (_middle, _spread, _unit, _isNeverBelowZero, Days) = (middle, spread, unit, isNeverBelowZero, days);
    }

    /// <summary>Days of which anything was known.</summary>
    public int Days { get; }

    /// <param name="hours">The figure of each hour, by Unix time in hours; in any order, finite values.</param>
    /// <returns>Null: less than <see cref="LeastDays"/> are known, or nothing but zero.</returns>
    public static SeasonalBaseline? Of(IReadOnlyList<(long Hour, double Value)> hours)
    {
        var newest = hours.Count == 0 ? 0 : hours.Max(one => one.Hour);
        var known = hours.Where(one => one.Hour > newest - MostDays * HoursADay).ToList();
        var days = known.Select(one => one.Hour / HoursADay).Distinct().Count();
        var unit = UnitOf(known);
        // Three days from end to end, and of them at least every other hour.
        var span = known.Count == 0 ? 0 : newest - known.Min(one => one.Hour) + 1;
        if (span < LeastDays * HoursADay || known.Count < LeastDays * HoursADay / 2 || unit <= 0)
            return null;

        var values = known.Select(one => (one.Hour, Value: Math.Asinh(one.Value / unit))).ToList();
        var season = SeasonOf(values);
        var rest = values.Select(one => (one.Hour, Value: one.Value - season[Slot(one.Hour)])).ToList();
        var level = Median(rest.Where(one => one.Hour > newest - LevelHours).Select(one => one.Value));
        var weeks = rest.GroupBy(one => (newest - one.Hour) / HoursAWeek).ToDictionary(week => week.Key, week => Median(week.Select(one => one.Value)));
        var noise = rest.Select(one => (one.Hour, Value: one.Value - weeks[(newest - one.Hour) / HoursAWeek])).ToList();
        return new SeasonalBaseline([.. season.Select(one => one + level)], SpreadOf(noise, days), unit, known.TrueForAll(one => one.Value >= 0), days);
    }

    /// <summary>For values of less than an hour, which are more restless than hours are.</summary>
    /// <param name="values">Some of them, e.g. of the last day: Unix seconds, finite values.</param>
    public SeasonalBaseline WithRestless(IEnumerable<(long Second, double Value)> values)
    {
        // An hour that as a whole was not as usual says nothing of this.
        var rests = values.GroupBy(one => one.Second / 3_600)
            .SelectMany(hour => Rests([.. hour.Select(one => Math.Asinh(one.Value / _unit) - MiddleAt(one.Second))])).ToArray();
        if (rests.Length < HoursADay)
            return this;

        var own = Deviation(rests);
        return new SeasonalBaseline(_middle, [.. _spread.Select(one => Math.Sqrt(one * one + own * own))], _unit, _isNeverBelowZero, Days);

        static IEnumerable<double> Rests(double[] hour)
        {
            var middle = Median(hour);
            return hour.Length < 3 ? [] : hour.Select(one => one - middle);
        }
    }

    /// <summary>The usual value at a time.</summary>
    /// <param name="second">Unix time.</param>
    public double At(long second) => Math.Sinh(MiddleAt(second)) * _unit;

    /// <summary>What is usual at a time.</summary>
    /// <param name="second">Unix time.</param>
    /// <param name="deviations">So many to both sides of the middle.</param>
    public (double Low, double High) Range(long second, double deviations = Usual)
    {
        var (middle, reach) = (MiddleAt(second), _spread[Slot(second / 3_600)] * deviations);
        var low = Math.Sinh(middle - reach) * _unit;
        return (_isNeverBelowZero ? Math.Max(0, low) : low, Math.Sinh(middle + reach) * _unit);
    }

    /// <summary>How far a value is from the usual, in deviations: below 0 it is lower.</summary>
    /// <param name="second">Unix time.</param>
    /// <param name="value">Finite.</param>
    public double Score(long second, double value) =>
        (Math.Asinh(value / _unit) - MiddleAt(second)) / _spread[Slot(second / 3_600)];

    // From the middle of an hour to that of the next it goes straight.
    private double MiddleAt(long second)
    {
        var place = (second - 1_800) / 3_600.0;
        var hour = (long)Math.Floor(place);
        var share = place - hour;
        return _middle[Slot(hour)] * (1 - share) + _middle[Slot(hour + 1)] * share;
    }

    // What is added to the level at each hour of the week: the hour of the day as of all days, the weekday, and the hour of
    // the week with its neighbours, the last two by as much as the weeks that are known say of them.
    private static double[] SeasonOf(List<(long Hour, double Value)> values)
    {
        var weeks = (values.Max(one => one.Hour) - values.Min(one => one.Hour)) / HoursAWeek;
        var daily = values.GroupBy(one => one.Hour / HoursADay)
            .SelectMany(day => Around([.. day], Median(day.Select(one => one.Value)))).ToList();
        var byHour = Smooth(Medians(daily, HoursADay, 0));
        var rest = values.Select(one => (one.Hour, Value: one.Value - byHour[one.Hour % HoursADay])).ToList();
        var all = Median(rest.Select(one => one.Value));
        var byDay = Enumerable.Range(0, 7).Select(day => rest.Where(one => DayOf(one.Hour) == day).ToList())
            .Select(day => day.Count == 0 ? 0 : (Median(day.Select(one => one.Value)) - all) * Share(Days(day), DayWeight)).ToArray();
        rest = [.. rest.Select(one => (one.Hour, one.Value - all - byDay[DayOf(one.Hour)]))];
        var bySlot = Medians(rest, HoursAWeek, 1);
        var season = new double[HoursAWeek];
        for (var slot = 0; slot < HoursAWeek; slot++)
            season[slot] = byHour[slot % HoursADay] + byDay[DayOf(slot)] + bySlot[slot] * Share(weeks, HourWeight);
        return season;

        static int Days(List<(long Hour, double Value)> of) => of.Select(one => one.Hour / HoursADay).Distinct().Count();

        static IEnumerable<(long Hour, double Value)> Around(List<(long Hour, double Value)> day, double middle) =>
            day.Count < HoursADay / 2 ? [] : day.Select(one => (one.Hour, one.Value - middle));
    }

    // Each hour's own as far as enough is known of it. What was learnt of few weeks is itself not sure.
    private static double[] SpreadOf(List<(long Hour, double Value)> noise, int days)
    {
        var all = Deviation([.. noise.Select(one => one.Value)]);
        var unsure = Math.Sqrt(1 + 1.5 / Math.Max(1, days / 7.0));
        var byHour = new double[HoursADay];
        for (var hour = 0; hour < HoursADay; hour++)
        {
            var near = noise.Where(one => (one.Hour - hour + HoursADay + 1) % HoursADay <= 2).Select(one => one.Value).ToArray();
            var share = Share(near.Length, SpreadWeight);
            byHour[hour] = near.Length < 3 ? all : Math.Sqrt(Math.Pow(Deviation(near), 2) * share + all * all * (1 - share));
        }

        return [.. Enumerable.Range(0, HoursAWeek).Select(slot => Math.Max(LeastDeviation, byHour[slot % HoursADay] * unsure))];
    }

    // The median tells the width of the usual, the tail whether it is a heavy one: the larger counts.
    private static double Deviation(double[] rests)
    {
        var sizes = rests.Select(Math.Abs).Order().ToArray();
        return sizes.Length == 0 ? 0 : Math.Max(OfMedian * sizes[sizes.Length / 2], sizes[(int)(TailShare * (sizes.Length - 1))] / TailScore);
    }

    private static double[] Medians(List<(long Hour, double Value)> values, int period, int reach)
    {
        var byPlace = values.ToLookup(one => (int)(period == HoursAWeek ? Slot(one.Hour) : one.Hour % period), one => one.Value);
        return [.. Enumerable.Range(0, period).Select(place => Enumerable.Range(-reach, 2 * reach + 1)
            .SelectMany(step => byPlace[(place + step + period) % period]).DefaultIfEmpty(0).ToArray()).Select(RobustTrend.Median)];
    }

    private static double[] Smooth(double[] around) =>
        [.. around.Select((one, i) => (around[(i + around.Length - 1) % around.Length] + 2 * one + around[(i + 1) % around.Length]) / 4)];

    // Half of the usual size: far below it the scale is straight, above it logarithmic.
    private static double UnitOf(List<(long Hour, double Value)> hours)
    {
        var sizes = hours.Select(one => Math.Abs(one.Value)).ToArray();
        return sizes.Length == 0 ? 0 : (RobustTrend.Median(sizes) is var middle && middle > 0 ? middle : sizes.Average()) / 2;
    }

    private static double Median(IEnumerable<double> values) => RobustTrend.Median([.. values]);

    private static double Share(double known, double weight) => known / (known + weight);

    private static int Slot(long hour) => (int)(hour % HoursAWeek);

    private static int DayOf(long hour) => (int)(hour / HoursADay % 7);
}
