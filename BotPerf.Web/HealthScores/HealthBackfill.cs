using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.HealthScores;

/// <summary>Makes the history of scores from minutes that are stored already: of a past that was not lived through.</summary>
internal sealed class HealthBackfill(TelemetryCatalog catalog, StepReads reads, HealthLedger ledger, HealthTrendBook trends)
{
    private const int RowsAtOnce = 1_000;

    /// <param name="bot">Which bot.</param>
    /// <param name="fromMinute">Unix time.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="cancellationToken">Ends it; another time does it from the beginning and changes nothing.</param>
    /// <returns>How many rows there are now.</returns>
    public async Task<int> FillAsync(BotId bot, long fromMinute, long toMinute, CancellationToken cancellationToken)
    {
        var series = EvidenceSums.Metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).ToDictionary(one => one.Id);
        var range = new StepRange(
            fromMinute / HealthSlots.Minutes * HealthSlots.Minutes, toMinute / HealthSlots.Minutes * HealthSlots.Minutes, HealthSlots.Minutes);
        var (written, last) = (0, (HealthScore?)null);
        foreach (var steps in reads.Read(bot, null, range, series.Keys.ToHashSet(), cancellationToken).Chunk(RowsAtOnce))
        {
            var rows = new List<HealthScoreRow>();
            foreach (var step in steps)
            {
                last = HealthScorer.Score(Evidence(step, series), DateTimeOffset.FromUnixTimeSeconds(step.Minute * 60), last);
                if (last.Score is not null)
                    rows.Add(HealthSlots.Row(bot, step.Minute, last));
            }

            await ledger.WriteAsync(rows, replaces: true, cancellationToken);
            written += rows.Count;
        }

        await trends.RefreshAsync(cancellationToken);
        return written;
    }

    private static HealthEvidence Evidence(Step step, Dictionary<int, Series> series)
    {
        var sums = new EvidenceSums(HealthSlots.Minutes);
        foreach (var (key, aggregate) in step.Found)
            sums.Add(key.Instance, series[key.Series], aggregate);
        return sums.Build();
    }
}
