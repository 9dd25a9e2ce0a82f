using System.Text;
using BotPerf.Web.Baselines;
using BotPerf.Web.Insights.Forecasts;

namespace BotPerf.Web.Components.Insights;

/// <summary>The lines of a small chart: what was, where it leads, the interval and the limit. Pure.</summary>
/// <param name="Past">A path, in a box of <see cref="Width"/> and <see cref="Height"/>.</param>
/// <param name="Ahead">A path; empty: nothing can be said.</param>
/// <param name="Interval">A closed path; empty: nothing can be said.</param>
/// <param name="LimitY">Null: there is none.</param>
/// <param name="NowX">Where the newest hour ends.</param>
/// <param name="PastDays">How much of the past is drawn.</param>
/// <param name="AheadDays">How far it looks.</param>
public sealed record ForecastShape(
    string Past, string Ahead, string Interval, double? LimitY, double NowX, double PastDays, double AheadDays)
{
    public const double Width = 480;
    public const double Height = 104;

    private const double MostPastDays = 14;
    private const double LeastAheadDays = 2;
    private const double UsualAheadDays = 7;
    private const int Steps = 40;

    // Room above the highest line, and past the day that is foretold.
    private const double Air = 1.1;
    private const double Beyond = 1.25;

    internal static ForecastShape Of(ForecastLine line)
    {
        var end = line.Hours[^1].Hour + 1;
        var past = line.Hours.Where(one => one.Hour >= end - MostPastDays * 24).ToList();
        var pastDays = Math.Max(1 / 24.0, (end - past[0].Hour) / 24.0);
        var way = line.Forecast?.Way;
        var aheadDays = AheadOf(line.Forecast);
        var limit = line.Limit?.Value;
        var highest = Math.Max(past.Max(one => one.Value), limit ?? 0) * Air;
        if (highest <= 0)
            highest = 1;
        var nowX = Width * pastDays / (pastDays + aheadDays);
        var steps = Enumerable.Range(0, Steps + 1).Select(i => aheadDays * i / Steps).ToList();
        return new ForecastShape(
            Lines(past),
            way is null ? "" : Path(steps.Select(at => (X(at), Y(way.At(at).Value)))),
            way is null ? "" : Path(steps.Select(at => (X(at), Y(way.At(at).Near))).Concat(Enumerable.Reverse(steps).Select(at => (X(at), Y(way.At(at).Far))))) + "Z",
            limit is { } known ? Y(known) : null, nowX, pastDays, aheadDays);

        double X(double days) => nowX + Width * days / (pastDays + aheadDays);

        double Y(double value) => Height * (1 - Math.Clamp(value / highest, 0, 1));

        // An hour without a value is a gap.
        string Lines(List<(long Hour, double Value)> hours)
        {
            var path = new StringBuilder();
            for (var i = 0; i < hours.Count; i++)
                Add(path, i == 0 || hours[i].Hour - hours[i - 1].Hour > 1, X((hours[i].Hour + 0.5 - end) / 24), Y(hours[i].Value));
            return path.ToString();
        }
    }

    private static double AheadOf(Forecast? forecast) => forecast switch
    {
        { Way: null } or null => 0,
        { Verdict: ForecastVerdict.Reaches } reaches => Math.Clamp(
            Math.Min((reaches.Latest ?? reaches.Horizon).TotalDays, reaches.Time!.Value.TotalDays * 2) * Beyond, LeastAheadDays, Math.Max(LeastAheadDays, reaches.Horizon.TotalDays)),
        _ => Math.Min(UsualAheadDays, forecast.Horizon.TotalDays),
    };

    private static string Path(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
            Add(path, path.Length == 0, x, y);
        return path.ToString();
    }

    private static void Add(StringBuilder path, bool isFirst, double x, double y) =>
        path.Append(isFirst ? 'M' : 'L').Append(Format.Css(x)).Append(' ').Append(Format.Css(y));
}
