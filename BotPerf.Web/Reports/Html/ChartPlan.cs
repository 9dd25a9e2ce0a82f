using System.Text;

namespace BotPerf.Web.Reports.Html;

/// <summary>Where a chart's lines and marks lie, in a box of 320 × 140. Pure.</summary>
/// <param name="time">The clock that times are told by: marks are at its round hours and midnights, also after it is set.</param>
internal sealed class ChartPlan(DateTimeOffset from, DateTimeOffset to, ReportTime time, double top)
{
    public const double Width = 320;
    public const double Height = 140;
    public const double Left = 62;
    private const double Top = 8;
    private const double Bottom = 20;
    private const double Right = 8;
    private const int Ticks = 5;
    private const int MostTimes = 4;

    // What a mark may be, times a power of ten.
    private static readonly double[] s_round = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

    private static readonly double[] s_hours = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1_440, 2_880];

    public static double Floor => Height - Bottom;

    /// <summary>The top of an axis whose marks are round figures, not below the highest value.</summary>
    /// <param name="highest">Of all lines.</param>
    /// <param name="inBytes">Round in the powers of two that bytes are told in.</param>
    public static double TopOf(double highest, bool inBytes)
    {
        if (highest <= 0)
            return 1;
        var step = highest / (Ticks - 1);
        if (inBytes)
            return Math.Pow(2, Math.Ceiling(Math.Log2(step))) * (Ticks - 1);
        var size = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return s_round.FirstOrDefault(round => step <= round * size * (1 + 1e-9), s_round[^1]) * size * (Ticks - 1);
    }

    /// <summary>Zero is the floor, so that heights compare.</summary>
    public IEnumerable<(double Y, double Value)> Values =>
        Enumerable.Range(0, Ticks).Select(i => top * i / (Ticks - 1)).Select(value => (Y(value), value));

    public IEnumerable<(double X, string Text)> Times
    {
        get
        {
            var step = TimeSpan.FromHours(s_hours.FirstOrDefault(hours => (to - from).TotalHours <= hours * MostTimes, s_hours[^1]));
            return (step.TotalDays >= 1 ? Days((int)step.TotalDays) : Hours(step)).Select(at => (X(at), time.Tick(at, step.TotalDays >= 1)));
        }
    }

    private IEnumerable<DateTimeOffset> Days(int step)
    {
        for (var day = time.Day(from); time.Midnight(day) <= to; day = day.AddDays(1))
        {
            if (day.DayNumber % step == 0 && time.Midnight(day) >= from)
                yield return time.Midnight(day);
        }
    }

    // Round by each offset as long as it is the clock's: so short a window has two at most.
    private IEnumerable<DateTimeOffset> Hours(TimeSpan step)
    {
        foreach (var offset in new[] { time.OffsetAt(from), time.OffsetAt(to) }.Distinct())
        {
            var first = new DateTimeOffset(((from + offset).UtcTicks + step.Ticks - 1) / step.Ticks * step.Ticks, TimeSpan.Zero) - offset;
            for (var at = first; at <= to; at += step)
            {
                if (time.OffsetAt(at) == offset)
                    yield return at;
            }
        }
    }

    /// <param name="step">Points that lie farther apart than one step have a gap between them.</param>
    public string Path(IReadOnlyList<ChartPoint> points, TimeSpan step)
    {
        var path = new StringBuilder();
        for (var i = 0; i < points.Count; i++)
        {
            var joins = i > 0 && points[i].At - points[i - 1].At < step * 1.5;
            path.Append(joins ? 'L' : 'M').Append(Format.Css(X(points[i].At))).Append(' ').Append(Format.Css(Y(points[i].Value)));
            // One by itself would not be seen.
            if (!joins && (i + 1 == points.Count || points[i + 1].At - points[i].At >= step * 1.5))
                path.Append("h1");
        }

        return path.ToString();
    }

    private double X(DateTimeOffset at) => Left + ((Width - Left - Right) * Math.Clamp((at - from) / (to - from), 0, 1));

    private double Y(double value) => Floor - ((Floor - Top) * Math.Clamp(value / top, 0, 1));
}
