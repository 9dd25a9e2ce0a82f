using BotPerf.Shared.Protocol;
using BotPerf.Web.Baselines;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>What is read in one go: a bot, or one of its instances, with the series that count.</summary>
internal sealed record RulePart(BotId Bot, string? Instance, IReadOnlyList<LiveInstance> Instances, Dictionary<int, SeriesUse> Uses)
{
    public AlertTarget TargetOf(SeriesUse use) =>
        AlertTarget.Of(Instance is null ? use.Labels : [new Label(AlertTarget.Instance, Instance), .. use.Labels]);
}

/// <summary>Reads the stored figures of rules, target by target.</summary>
internal sealed class RuleReads(BotRegistry bots, TelemetryCatalog catalog, LiveStore live, StepReads steps)
{
    private const int HourMinutes = 60;

    public List<RulePart> Parts(AlertRule rule)
    {
        var parts = new List<RulePart>();
        foreach (var bot in bots.All.Select(bot => bot.Id).Where(bot => rule.Bots.Count == 0 || rule.Bots.Contains(bot)).OrderBy(bot => bot.Value))
        {
            var watch = new RuleWatch(rule);
            var uses = rule.Signal.Metrics.Distinct().SelectMany(metric => catalog.SeriesOf(bot, metric))
                .Select(series => (series.Id, Use: watch.UseOf(series))).Where(one => one.Use is not null)
                .ToDictionary(one => one.Id, one => one.Use!);
            var (apart, together) = (uses.Where(one => one.Value.PerInstance).ToDictionary(), uses.Where(one => !one.Value.PerInstance).ToDictionary());
            var instances = live.InstancesOf(bot, null);
            if (together.Count > 0)
                parts.Add(new RulePart(bot, null, instances, together));
            if (apart.Count > 0)
                parts.AddRange(instances.Select(instance => new RulePart(bot, instance.Entry.Name, [instance], apart)));
        }

        return parts;
    }

    /// <summary>Its minutes, one after the other, as the rule would have seen them.</summary>
    /// <param name="rule">Which rule.</param>
    /// <param name="part">Of <see cref="Parts"/>.</param>
    /// <param name="first">Unix time in minutes.</param>
    /// <param name="last">Exclusive.</param>
    /// <param name="usual">For a rule that looks beside the usual; null: its figures as they are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public List<ReplayTarget> Replay(
        AlertRule rule, RulePart part, long first, long last, IReadOnlyDictionary<(BotId, string), SeasonalBaseline>? usual,
        CancellationToken cancellationToken)
    {
        var targets = new Dictionary<string, ReplayTarget>();
        var bySeries = new Dictionary<int, ReplayTarget>();
        var instance = part.Instance is null ? null : part.Instances[0].Entry;
        // The window of the first minute reaches back.
        var range = steps.Fit(part.Bot, part.Instance, new StepRange(first - rule.Signal.WindowMinutes + 1, last, 1));
        if (range.StepMinutes != 1)
            range = new StepRange(first, last, 1);
        using var read = steps.Read(part.Bot, part.Instance, range, part.Uses.Keys.ToHashSet(), cancellationToken).GetEnumerator();
        var isMore = read.MoveNext();
        for (var minute = range.FromMinute; minute < last; minute++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; isMore && read.Current.Minute <= minute; isMore = read.MoveNext())
                Add(read.Current);
            if (minute < first)
                continue;
            foreach (var target in targets.Values)
                target.Step(minute);
        }

        return [.. targets.Values];

        void Add(Step step)
        {
            foreach (var (key, aggregate) in step.Found)
            {
                var use = part.Uses[key.Series];
                if (!bySeries.TryGetValue(key.Series, out var target))
                    bySeries.Add(key.Series, target = TargetOf(use));
                target.Add(step.Minute, key.Series, aggregate, use);
            }
        }

        ReplayTarget TargetOf(SeriesUse use)
        {
            var about = part.TargetOf(use);
            if (!targets.TryGetValue(about.Key, out var target))
                targets.Add(about.Key, target = new ReplayTarget(rule, part.Bot, about, first, (int)(last - first), usual?.GetValueOrDefault((part.Bot, about.Key)), usual is not null));
            return target;
        }
    }

    /// <summary>What the figure was in each whole hour.</summary>
    /// <param name="rule">Which rule.</param>
    /// <param name="part">Of <see cref="Parts"/>.</param>
    /// <param name="first">Unix time in minutes.</param>
    /// <param name="last">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By the target's key: Unix time in hours, and the figure as it would be over the rule's window.</returns>
    public Dictionary<string, List<(long Hour, double Value)>> Hours(
        AlertRule rule, RulePart part, long first, long last, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<(long, double)>>();
        var keys = part.Uses.ToDictionary(use => use.Key, use => part.TargetOf(use.Value).Key);
        var range = steps.Fit(part.Bot, part.Instance, new StepRange(first / HourMinutes * HourMinutes, last / HourMinutes * HourMinutes, HourMinutes));
        // Where only days are left, nothing is known of hours.
        if (range.StepMinutes != HourMinutes || range.FromMinute >= range.ToMinute)
            return found;

        foreach (var step in steps.Read(part.Bot, part.Instance, range, part.Uses.Keys.ToHashSet(), cancellationToken))
        {
            foreach (var target in step.Found.GroupBy(one => keys[one.Key.Series]))
            {
                if (HourFigure.Of(rule.Signal, [.. target.Select(one => (part.Uses[one.Key.Series], one.Value))]) is not { } value || !double.IsFinite(value))
                    continue;
                if (!found.TryGetValue(target.Key, out var hours))
                    found.Add(target.Key, hours = []);
                hours.Add((step.Minute / HourMinutes, value));
            }
        }

        return found;
    }
}

/// <summary>The figure of a rule over an hour instead of its window. Pure.</summary>
internal static class HourFigure
{
    private const double HourMinutes = 60;

    public static double? Of(Signal signal, IReadOnlyList<(SeriesUse Use, SeriesAggregate Aggregate)> series)
    {
        var sum = new WindowSum();
        foreach (var (use, aggregate) in series)
        {
            // Of a gauge an hour has no newest value that stands for it: its average does.
            var isGauge = aggregate is { Kind: SeriesKind.Gauge, Samples: > 0 };
            if (use.IsPart)
            {
                sum.Add(aggregate, 0);
                sum.AddSketch(aggregate);
                if (isGauge)
                    sum.Last = aggregate.Sum / aggregate.Samples;
            }

            if (use.IsWhole)
            {
                sum.AddOver(aggregate);
                if (isGauge)
                    sum.LastOver = (sum.LastOver ?? 0) + aggregate.Sum / aggregate.Samples;
            }
        }

        var value = sum.Value(signal with { MinCount = 0 });
        // Sums and counts are of the window, and a rate was divided by its minutes.
        return signal.Aggregation is Aggregation.Sum or Aggregation.Count or Aggregation.Rate ? value * signal.WindowMinutes / HourMinutes : value;
    }
}
