using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Baselines;

/// <summary>What was usual of a metric over a time, in its stored unit.</summary>
/// <param name="Figure">What was looked at of each point.</param>
internal sealed record UsualHistory(
    string Metric, string Kind, string Unit, string Figure, DateTimeOffset From, DateTimeOffset To, int StepSeconds, IReadOnlyList<UsualSeries> Series);

/// <param name="Labels">With <c>instance</c>, where instances were kept apart.</param>
/// <param name="Days">Days of which anything was known, of the 28 up to the end.</param>
/// <param name="Known">False: less than three days are, and there are no points.</param>
/// <param name="Points">One for each step.</param>
internal sealed record UsualSeries(IReadOnlyDictionary<string, string> Labels, int Days, bool Known, IReadOnlyList<UsualPoint> Points);

/// <param name="Low">The least that is usual.</param>
/// <param name="Usual">The middle of it.</param>
/// <param name="High">The most that is usual.</param>
internal sealed record UsualPoint(DateTimeOffset T, double Low, double Usual, double High);

/// <summary>When a metric reaches a limit.</summary>
/// <param name="Limit">In the stored unit.</param>
internal sealed record MetricForecast(
    string Metric, string Kind, string Unit, string Figure, double Limit, DateTimeOffset At, IReadOnlyList<ForecastSeries> Series);

/// <param name="Labels">With <c>instance</c>, where instances were kept apart.</param>
/// <param name="Newest">The figure of the last whole hour.</param>
/// <param name="Forecast">From that hour on.</param>
internal sealed record ForecastSeries(IReadOnlyDictionary<string, string> Labels, double Newest, Forecast Forecast);

/// <summary>Reads the weeks before a time, and says what was usual in it, or where it leads.</summary>
internal sealed class UsualQueries(HistoryQueries histories, TimeProvider time)
{
    /// <summary>More series than these are not looked at: each has weeks of hours.</summary>
    public const int MostSeries = 50;

    private const int HourMinutes = 60;
    private const int DayMinutes = 24 * HourMinutes;

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="metric">The stored name.</param>
    /// <param name="figure">One of <see cref="PointFigure.OfHours"/>; null: the first of them.</param>
    /// <param name="labels">Only series with all of these.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null: the bot has no such metric.</returns>
    /// <exception cref="NoSuchFieldException">Of this figure nothing can be told.</exception>
    public async Task<UsualHistory?> OfAsync(
        BotId bot, string? instance, string metric, string? figure, IReadOnlyDictionary<string, string> labels, StepRange range,
        CancellationToken cancellationToken)
    {
        var end = range.ToMinute / HourMinutes * HourMinutes;
        if (await HoursAsync(bot, instance, metric, labels, end, cancellationToken) is not { } hours)
            return null;

        var chosen = Chosen(PointFigure.OfHours(hours.Kind), figure);
        var step = range.StepMinutes;
        var day = step >= HourMinutes ? null
            : await histories.OfAsync(bot, instance, metric, labels, new StepRange((end - DayMinutes) / step * step, end, step), cancellationToken);
        var restless = day?.Series.ToDictionary(KeyOf, series => Values(series, chosen, step * 60).ToList()) ?? [];
        return new UsualHistory(
            metric, hours.Kind, hours.Unit, chosen, Time(range.FromMinute), Time(range.ToMinute), range.StepSeconds,
            [.. hours.Series.Take(MostSeries).Select(series =>
            {
                var values = Values(series, chosen, HourMinutes * 60).Select(one => (one.Second / 3_600, one.Value)).ToList();
                var usual = SeasonalBaseline.Of(values)?.WithRestless(restless.GetValueOrDefault(KeyOf(series)) ?? []);
                return new UsualSeries(series.Labels, values.Select(one => one.Item1 / 24).Distinct().Count(), usual is not null, usual is null ? [] : Points(usual, range));
            })]);
    }

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="metric">The stored name.</param>
    /// <param name="figure">One of <see cref="PointFigure.OfTrends"/>; null: the first of them.</param>
    /// <param name="labels">Only series with all of these.</param>
    /// <param name="limit">In the stored unit.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null: the bot has no such metric.</returns>
    /// <exception cref="NoSuchFieldException">Of this figure nothing can be foretold.</exception>
    public async Task<MetricForecast?> ForecastAsync(
        BotId bot, string? instance, string metric, string? figure, IReadOnlyDictionary<string, string> labels, double limit,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await HoursAsync(bot, instance, metric, labels, now.ToUnixTimeSeconds() / 3_600 * HourMinutes, cancellationToken) is not { } hours)
            return null;

        var chosen = Chosen(PointFigure.OfTrends(hours.Kind), figure);
        return new MetricForecast(metric, hours.Kind, hours.Unit, chosen, limit, now, [.. hours.Series.Take(MostSeries)
            .Select(series => (series.Labels, Values: Values(series, chosen, HourMinutes * 60).Select(one => (one.Second / 3_600, one.Value)).ToList()))
            .Where(series => series.Values.Count > 0)
            .Select(series => new ForecastSeries(series.Labels, series.Values[^1].Value, Forecast.Of(series.Values, limit)))]);
    }

    private Task<History?> HoursAsync(
        BotId bot, string? instance, string metric, IReadOnlyDictionary<string, string> labels, long end, CancellationToken cancellationToken) =>
        histories.OfAsync(bot, instance, metric, labels, new StepRange(end - SeasonalBaseline.MostDays * DayMinutes, end, HourMinutes), cancellationToken);

    private static string Chosen(IReadOnlyList<string> there, string? figure) =>
        figure is null ? there[0] : there.Contains(figure) ? figure : throw new NoSuchFieldException(there);

    private static IEnumerable<(long Second, double Value)> Values(HistorySeries series, string figure, double seconds)
    {
        foreach (var point in series.Points)
        {
            if (PointFigure.Of(point, figure, seconds) is { } value && double.IsFinite(value))
                yield return (PointFigure.At(point), value);
        }
    }

    private static List<UsualPoint> Points(SeasonalBaseline usual, StepRange range)
    {
        var points = new List<UsualPoint>();
        for (var minute = range.FromMinute; minute < range.ToMinute; minute += range.StepMinutes)
        {
            var middle = minute * 60 + range.StepSeconds / 2;
            var (low, high) = usual.Range(middle);
            points.Add(new UsualPoint(Time(minute), low, usual.At(middle), high));
        }

        return points;
    }

    private static string KeyOf(HistorySeries series) =>
        string.Join('\0', series.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
