using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What one instance did, step by step and series by series. Steps without anything are not there.</summary>
internal sealed record InstanceSteps(LiveInstance Instance, SortedDictionary<long, Dictionary<int, SeriesAggregate>> Steps);

/// <summary>Reads series over time: sealed minutes and open ones, summed up in steps.</summary>
internal sealed class StepReads(RollupReads rollups, LiveStore live)
{
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="wanted">The series by their ids.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IReadOnlyList<InstanceSteps> Read(
        BotId bot, string? instance, StepRange range, IReadOnlySet<int> wanted, CancellationToken cancellationToken) =>
        [.. (live.Bot(bot)?.Instances ?? [])
            .Where(one => instance is null || one.Entry.Name == instance)
            .Select(one => new InstanceSteps(one, StillReading.Of(one, () => Steps(one, range, wanted, cancellationToken), cancellationToken)))];

    private SortedDictionary<long, Dictionary<int, SeriesAggregate>> Steps(
        LiveInstance instance, StepRange range, IReadOnlySet<int> wanted, CancellationToken cancellationToken)
    {
        var steps = new SortedDictionary<long, Dictionary<int, SeriesAggregate>>();
        rollups.Visit(instance.Entry.Id, range.FromMinute, range.ToMinute, range.StepOf,
            (span, payload) => RollupCodec.MergeInto(StepOf(span.Minute), payload, span, wanted), cancellationToken);
        lock (instance.Gate)
        {
            foreach (var open in instance.Open.Values)
            {
                if (open.Minute >= range.FromMinute && open.Minute < range.ToMinute)
                    AddOpen(StepOf(open.Minute), open, wanted);
            }
        }

        return steps;

        Dictionary<int, SeriesAggregate> StepOf(long minute)
        {
            var step = range.StepOf(minute);
            if (!steps.TryGetValue(step, out var found))
                steps.Add(step, found = []);
            return found;
        }
    }

    private static void AddOpen(Dictionary<int, SeriesAggregate> step, OpenMinute open, IReadOnlySet<int> wanted)
    {
        foreach (var (id, aggregate) in open.Aggregates)
        {
            if (!wanted.Contains(id))
                continue;
            if (!step.TryGetValue(id, out var sum))
                step.Add(id, sum = SeriesAggregate.Create(aggregate.Kind));
            sum.Merge(aggregate);
        }
    }
}
