using BotPerf.Shared.Protocol;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Insights.Figures;

/// <summary>Reads watched figures of a bot, all of them in one go.</summary>
internal sealed class FigureReads(TelemetryCatalog catalog, StepReads steps, HeavyReads heavy)
{
    // Of a metric with more the first ones are looked at.
    private const int MostSeries = 500;

    // A percentile of fewer runs is the one slow run among them.
    private const int LeastForPercentiles = 5;

    /// <summary>The range in steps no finer than what is kept at its beginning.</summary>
    public StepRange Fit(BotId bot, string? instance, StepRange range) => steps.Fit(bot, instance, range);

    /// <summary>The lines there are in a range; of each figure those with most values.</summary>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<IReadOnlyList<FigureLine>> LinesAsync(
        BotId bot, string? instance, IReadOnlyList<WatchedFigure> figures, StepRange range, CancellationToken cancellationToken) =>
        heavy.RunAsync<IReadOnlyList<FigureLine>>(() =>
        {
            var series = figures.Select(figure => figure.Metric).Distinct()
                .SelectMany(metric => catalog.SeriesOf(bot, metric).OrderBy(one => one.Id).Take(MostSeries)).ToDictionary(one => one.Id);
            var counts = new Dictionary<StepKey, double>();
            foreach (var step in steps.Read(bot, instance, steps.Fit(bot, instance, range), series.Keys.ToHashSet(), cancellationToken))
            {
                foreach (var (key, aggregate) in step.Found)
                    counts[key] = counts.GetValueOrDefault(key) + Count(aggregate);
            }

            var there = counts.Where(one => one.Value > 0).ToLookup(one => series[one.Key.Series].Name);
            return [.. figures.SelectMany(figure => Lines(figure, there[figure.Metric], series))];
        }, cancellationToken);

    /// <summary>The values of lines, by the beginnings of the steps in Unix seconds, oldest first.</summary>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<Dictionary<FigureLine, List<(long Second, double Value)>>> ValuesAsync(
        BotId bot, string? instance, IReadOnlyList<FigureLine> lines, StepRange range, CancellationToken cancellationToken) =>
        heavy.RunAsync(() =>
        {
            var alone = lines.Where(line => line.Series is not null).ToLookup(line => new StepKey(line.Series!.Id, line.Instance));
            var together = lines.Where(line => line.Series is null)
                .ToDictionary(line => line, line => catalog.SeriesOf(bot, line.Figure.Metric).Take(MostSeries).Select(one => one.Id).ToHashSet());
            var wanted = lines.Where(line => line.Series is not null).Select(line => line.Series!.Id).Concat(together.Values.SelectMany(ids => ids)).ToHashSet();
            var values = lines.ToDictionary(line => line, _ => new List<(long, double)>());
            foreach (var step in steps.Read(bot, instance, range, wanted, cancellationToken))
            {
                foreach (var (key, aggregate) in step.Found)
                {
                    foreach (var line in alone[key])
                    {
                        if (Value(line.Figure, aggregate, range.StepSeconds) is { } value)
                            values[line].Add((step.Minute * 60, value));
                    }
                }

                // The bot was there: where nothing ran, it was none.
                foreach (var (line, ids) in together)
                    values[line].Add((step.Minute * 60, step.Found.Where(one => ids.Contains(one.Key.Series)).Sum(one => Count(one.Value)) / range.StepSeconds));
            }

            return values;
        }, cancellationToken);

    private static IEnumerable<FigureLine> Lines(
        WatchedFigure figure, IEnumerable<KeyValuePair<StepKey, double>> there, Dictionary<int, Series> series)
    {
        var fitting = there.Where(one => Fits(figure, series[one.Key.Series].Kind)).ToList();
        if (figure.Together)
            return fitting.Count == 0 ? [] : [new FigureLine(figure, null, "")];

        return fitting.OrderByDescending(one => one.Value).ThenBy(one => one.Key.Series).Take(WatchedFigure.MostLines)
            .Select(one => new FigureLine(figure, series[one.Key.Series], one.Key.Instance));
    }

    // A bot may have a metric of its own by the name of another's.
    private static bool Fits(WatchedFigure figure, SeriesKind kind) => figure.Figure switch
    {
        WatchedFigure.Rate => kind != SeriesKind.Gauge,
        WatchedFigure.P95 => kind == SeriesKind.Histogram,
        _ => kind == SeriesKind.Gauge,
    };

    private static double Count(SeriesAggregate of) => of.Kind switch
    {
        SeriesKind.Histogram => of.Values.Count,
        SeriesKind.Gauge => of.Samples,
        _ => of.Sum,
    };

    private static double? Value(WatchedFigure figure, SeriesAggregate of, double seconds)
    {
        double? value = figure.Figure switch
        {
            WatchedFigure.P95 => of.Values.Count < LeastForPercentiles ? null : of.Sketch!.Quantile(0.95),
            WatchedFigure.Rate => Count(of) / seconds,
            WatchedFigure.Highest => of.Max,
            WatchedFigure.Last => of.Last,
            _ => of.Sum / of.Samples,
        };
        return value is { } known && double.IsFinite(known) ? known : null;
    }
}
