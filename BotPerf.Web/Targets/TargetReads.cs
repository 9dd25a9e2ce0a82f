using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Targets;

/// <summary>Reads from what is stored what targets of a bot came to, step by step.</summary>
internal sealed class TargetReads(TelemetryCatalog catalog, StepReads reads)
{
    /// <param name="bot">Which bot.</param>
    /// <param name="targets">Which concern it.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Of each step in which anything happened its first minute, and the tallies in the order of the targets.</returns>
    public IEnumerable<(long Minute, IReadOnlyList<Tally> Tallies)> Of(
        BotId bot, IReadOnlyList<Target> targets, StepRange range, CancellationToken cancellationToken)
    {
        var series = targets.SelectMany(target => TargetMeasure.MetricsOf(target.Kind)).Distinct()
            .SelectMany(metric => catalog.SeriesOf(bot, metric)).Where(one => targets.Any(target => TargetMeasure.IsOf(target, one)))
            .ToDictionary(one => one.Id);
        if (series.Count == 0)
            yield break;

        foreach (var step in reads.Read(bot, null, range, series.Keys.ToHashSet(), cancellationToken))
        {
            yield return (step.Minute, [.. targets.Select(target => TargetMeasure.Of(target, step.Found
                .Select(found => (Series: series[found.Key.Series], Did: found.Value)).Where(found => TargetMeasure.IsOf(target, found.Series))))]);
        }
    }
}
