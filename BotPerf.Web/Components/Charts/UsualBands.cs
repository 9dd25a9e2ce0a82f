using BotPerf.Web.Baselines;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Charts;

/// <summary>
/// The usual range behind charts of one line: made from the same charts over the weeks up to the chosen time's end, and
/// remembered for an hour. One for each page that is open.
/// </summary>
internal sealed class UsualBands
{
    /// <summary>The page's own value that switches it on.</summary>
    public const string Name = "usual";
    public const string On = "on";

    private const int HourSeconds = 3_600;
    private const int HourMinutes = 60;
    private const int DayMinutes = 24 * HourMinutes;

    private object? _madeFor;
    private IReadOnlyDictionary<string, SeasonalBaseline> _usual = new Dictionary<string, SeasonalBaseline>();

    /// <param name="about">What is drawn: when it changes, or an hour has passed, the usual is made anew.</param>
    /// <param name="window">The chosen time.</param>
    /// <param name="charts">As they are drawn.</param>
    /// <param name="names">Of the charts whose figures mean the same over an hour as over a step: averages, rates, percentiles.</param>
    /// <param name="read">The same charts over another time.</param>
    /// <returns>The charts, those of one line with their usual range where enough is known.</returns>
    public async Task<IReadOnlyDictionary<string, ChartData>> WithAsync(
        object about, TimeWindow window, IReadOnlyDictionary<string, ChartData> charts, IReadOnlyCollection<string> names,
        Func<StepRange, Task<IReadOnlyDictionary<string, ChartData>>> read)
    {
        var end = window.To.ToUnixTimeSeconds() / HourSeconds * HourMinutes;
        var step = window.Steps.StepMinutes;
        var madeFor = (about, end, step);
        if (!madeFor.Equals(_madeFor))
        {
            var hours = await read(new StepRange(end - SeasonalBaseline.MostDays * DayMinutes, end, HourMinutes));
            var day = step < HourMinutes ? await read(new StepRange((end - DayMinutes) / step * step, end, step)) : null;
            (_usual, _madeFor) = (Of(hours, day, names), madeFor);
        }

        return charts.ToDictionary(chart => chart.Key, chart => With(chart.Value, _usual.GetValueOrDefault(chart.Key), window.Steps.StepSeconds));
    }

    internal static Dictionary<string, SeasonalBaseline> Of(
        IReadOnlyDictionary<string, ChartData> hours, IReadOnlyDictionary<string, ChartData>? day, IEnumerable<string> names)
    {
        var usual = new Dictionary<string, SeasonalBaseline>();
        foreach (var name in names)
        {
            if (SeasonalBaseline.Of([.. Points(hours, name).Select(point => (point.T / HourSeconds, point.Value))]) is { } known)
                usual[name] = day is null ? known : known.WithRestless(Points(day, name));
        }

        return usual;
    }

    internal static ChartData With(ChartData chart, SeasonalBaseline? usual, int stepSeconds)
    {
        if (usual is null || chart is not LinesData lines || Alone(lines) is not { } line)
            return chart;

        var ranges = lines.T.Select(t => usual.Range(t + stepSeconds / 2)).ToList();
        return lines with
        {
            Band = new BandData(line.Color, [.. ranges.Select(range => ChartPoints.Short(range.Low))], [.. ranges.Select(range => ChartPoints.Short(range.High))]),
        };
    }

    // Of two lines nobody could tell whose range it is; what is compared with has none.
    private static LineData? Alone(LinesData lines) => lines.Series.Where(line => !line.Before).ToList() is [var one] ? one : null;

    private static IEnumerable<(long T, double Value)> Points(IReadOnlyDictionary<string, ChartData> charts, string name)
    {
        if (charts.GetValueOrDefault(name) is not LinesData lines || Alone(lines) is not { } line)
            yield break;
        for (var i = 0; i < lines.T.Count; i++)
        {
            if (line.Values[i] is { } value && double.IsFinite(value))
                yield return (lines.T[i], value);
        }
    }
}
