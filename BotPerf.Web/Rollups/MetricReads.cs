using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Reads several metrics of a bot over the same time in one go.</summary>
internal sealed class MetricReads(
    TelemetryCatalog catalog, StepReads steps, LiveStore live, HeavyReads heavy, TimeProvider time)
{
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="metrics">The stored names.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TooMuchHistoryException">More points than an answer may have.</exception>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<MetricFigures> OfAsync(
        BotId bot, string? instance, IReadOnlyList<string> metrics, StepRange range, CancellationToken cancellationToken) =>
        heavy.RunAsync(() =>
        {
            var series = metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).ToDictionary(one => one.Id);
            var fit = steps.Fit(bot, instance, range);
            var figures = new MetricFigures(fit, series, Only(bot, instance), time.GetUtcNow());
            foreach (var step in steps.Read(bot, instance, fit, series.Keys.ToHashSet(), cancellationToken))
                figures.Add(step);
            return figures;
        }, cancellationToken);

    private string Only(BotId bot, string? instance) =>
        instance ?? (live.Bot(bot)?.Instances is [var one] ? one.Entry.Name : "");
}
