using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>One command over a range, in its steps and divided.</summary>
/// <param name="Range">In the steps that were read.</param>
/// <param name="Steps">Oldest first; a step in which it did nothing is not there.</param>
/// <param name="Total">Null: it did not run.</param>
/// <param name="Kinds">By module and kind, most used first.</param>
/// <param name="Instances">Named by the instance, most used first.</param>
internal sealed record CommandHistory(
    StepRange Range, IReadOnlyList<CommandStep> Steps, CommandRow? Total, IReadOnlyList<CommandRow> Kinds,
    IReadOnlyList<CommandRow> Instances);

/// <param name="T">The beginning, Unix seconds.</param>
/// <param name="Seconds">How much of the step has passed: what rates are over.</param>
/// <param name="Durations">In seconds; from merged sketches.</param>
internal sealed record CommandStep(long T, double Seconds, Sketch Durations, double Errors);

/// <summary>One command over any time. Every row of every instance is read once for all that its page shows.</summary>
internal sealed class CommandHistoryQueries(
    TelemetryCatalog catalog, StepReads reads, LiveStore live, HeavyReads heavy, TimeProvider time)
{
    private static readonly string[] s_metrics = [MetricNames.CommandDuration, MetricNames.CommandErrors, MetricNames.CommandAck];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="command">By its name, whatever its module and kind.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<CommandHistory> OfAsync(
        BotId bot, string? instance, string command, StepRange range, CancellationToken cancellationToken) =>
        heavy.RunAsync(() => Of(bot, instance, command, range, cancellationToken), cancellationToken);

    private CommandHistory Of(BotId bot, string? instance, string command, StepRange range, CancellationToken cancellationToken)
    {
        var series = s_metrics.SelectMany(metric => catalog.SeriesOf(bot, metric))
            .Where(one => one[LabelNames.Command] == command).ToDictionary(one => one.Id);
        var fit = reads.Fit(bot, instance, range);
        var now = time.GetUtcNow();
        var minutes = Math.Max(1, Math.Min(now.ToUnixTimeMilliseconds() / 60_000.0, fit.ToMinute) - fit.FromMinute);
        var steps = new SortedDictionary<long, CommandStep>();
        var all = new Dictionary<int, SeriesAggregate>();
        var instances = new List<CommandRow>();
        foreach (var name in live.InstancesOf(bot, instance).Select(one => one.Entry.Name))
        {
            var own = new Dictionary<int, SeriesAggregate>();
            foreach (var step in reads.Read(bot, name, fit, series.Keys.ToHashSet(), cancellationToken))
            {
                foreach (var (key, aggregate) in step.Found)
                {
                    Add(own, key.Series, aggregate);
                    Add(steps, step.Minute, fit.SecondsPassed(step.Minute, now), series[key.Series].Name, aggregate);
                }
            }

            foreach (var (id, aggregate) in own)
                Add(all, id, aggregate);
            if (new CommandSums(own, [.. series.Values]).Total(name, minutes) is { } row)
                instances.Add(row);
        }

        var sums = new CommandSums(all, [.. series.Values]);
        return new CommandHistory(
            fit, [.. steps.Values], sums.Total(command, minutes), sums.Rows(minutes),
            [.. instances.OrderByDescending(row => row.Count).ThenBy(row => row.Name, StringComparer.Ordinal)]);
    }

    private static void Add(Dictionary<int, SeriesAggregate> sums, int series, SeriesAggregate more)
    {
        if (!sums.TryGetValue(series, out var sum))
            sums.Add(series, sum = SeriesAggregate.Create(more.Kind));
        sum.Merge(more);
    }

    private static void Add(
        SortedDictionary<long, CommandStep> steps, long minute, double seconds, string metric, SeriesAggregate more)
    {
        if (metric == MetricNames.CommandAck)
            return;
        var step = steps.GetValueOrDefault(minute) ?? new CommandStep(minute * 60, seconds, new Sketch(), 0);
        if (more.Sketch is { } sketch)
            step.Durations.Merge(sketch);
        steps[minute] = metric == MetricNames.CommandErrors ? step with { Errors = step.Errors + more.Sum } : step;
    }
}
