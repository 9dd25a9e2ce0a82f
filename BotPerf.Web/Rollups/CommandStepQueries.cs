using BotPerf.Shared.Metrics;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What each command did in one step.</summary>
internal sealed record CommandsOfStep(DateTimeOffset At, IReadOnlyList<CommandRow> Rows);

/// <summary>Command by command and step by step, read as it is written: memory holds some steps, however long the range.</summary>
internal sealed class CommandStepQueries(TelemetryCatalog catalog, StepReads reads, TimeProvider time)
{
    private const double SecondsPerMinute = 60;

    private static readonly string[] s_metrics = [MetricNames.CommandDuration, MetricNames.CommandErrors, MetricNames.CommandAck];

    /// <returns>Oldest first; a step in which nothing ran is not there.</returns>
    public IEnumerable<CommandsOfStep> Read(BotId bot, StepRange range, CancellationToken cancellationToken)
    {
        var series = s_metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)).ToList();
        var fit = reads.Fit(bot, null, range);
        var now = time.GetUtcNow();
        foreach (var step in reads.Read(bot, null, fit, series.Select(one => one.Id).ToHashSet(), cancellationToken))
        {
            // None of these is a gauge, so that each series is there once; a bot's own by one of the names is left out.
            var sums = step.Found.Where(one => one.Key.Instance.Length == 0).ToDictionary(one => one.Key.Series, one => one.Value);
            var rows = new CommandSums(sums, series).Rows(fit.SecondsPassed(step.Minute, now) / SecondsPerMinute);
            if (rows.Count > 0)
                yield return new CommandsOfStep(DateTimeOffset.FromUnixTimeSeconds(step.Minute * 60), rows);
        }
    }
}
