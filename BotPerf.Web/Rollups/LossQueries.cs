using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What a bot recorded and could not deliver, for one reason.</summary>
/// <param name="What">executions or samples.</param>
public sealed record LossRow(string What, string Reason, long Count);

/// <summary>What the figures of a range lack.</summary>
internal sealed class LossQueries(TelemetryCatalog catalog, RangeReads ranges)
{
    private static readonly string[] s_metrics = [MetricNames.ClientDropped];

    /// <summary>The most first; empty: nothing is known to be lost.</summary>
    public Task<IReadOnlyList<LossRow>> OfAsync(
        BotId bot, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<LossRow>>(() =>
        {
            var sums = ranges.Sum(bot, null, s_metrics, from.ToUnixTimeSeconds() / 60, StepRange.MinuteAfter(to), cancellationToken);
            return
            [
                .. catalog.SeriesOf(bot, MetricNames.ClientDropped).Where(LossFigures.Counts)
                    .Select(series => (series, Count: (long)(sums.GetValueOrDefault(series.Id)?.Sum ?? 0)))
                    .GroupBy(one => (What: one.series[LabelNames.What], Reason: one.series[LabelNames.Reason]))
                    .Select(group => new LossRow(group.Key.What, group.Key.Reason, group.Sum(one => one.Count)))
                    .Where(row => row.Count > 0).OrderByDescending(row => row.Count),
            ];
        }, cancellationToken);
}
