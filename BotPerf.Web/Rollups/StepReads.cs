using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What one instance did in a piece of the range, step by step and series by series. Steps without anything are not there.</summary>
internal sealed record InstanceSteps(LiveInstance Instance, SortedDictionary<long, Dictionary<int, SeriesAggregate>> Steps);

/// <summary>Reads series over time: sealed minutes and open ones, summed up in steps.</summary>
internal sealed class StepReads(TelemetryReads reads, LiveStore live)
{
    // A long range is read piece by piece: no reader stays long on the file, and little is read again when minutes move.
    private const int MinutesAtOnce = 7 * 1_440;

    /// <summary>Instance after instance, piece after piece, each read when it is its turn. No two pieces share a step.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="wanted">The series by their ids.</param>
    /// <param name="most">How many points a piece may have.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TooMuchHistoryException">A piece has more than <paramref name="most"/>.</exception>
    public IEnumerable<InstanceSteps> Read(
        BotId bot, string? instance, StepRange range, IReadOnlySet<int> wanted, int most, CancellationToken cancellationToken)
    {
        var pieceMinutes = Math.Max(1, MinutesAtOnce / range.StepMinutes) * range.StepMinutes;
        foreach (var one in (live.Bot(bot)?.Instances ?? []).Where(one => instance is null || one.Entry.Name == instance))
        {
            for (var begin = range.FromMinute; begin < range.ToMinute; begin += pieceMinutes)
            {
                var piece = range with { FromMinute = begin, ToMinute = Math.Min(range.ToMinute, begin + pieceMinutes) };
                yield return new InstanceSteps(one, StillReading.Of(
                    one, _ => Steps(one, piece, wanted, most, cancellationToken), cancellationToken));
            }
        }
    }

    private SortedDictionary<long, Dictionary<int, SeriesAggregate>> Steps(
        LiveInstance instance, StepRange range, IReadOnlySet<int> wanted, int most, CancellationToken cancellationToken)
    {
        var steps = new SortedDictionary<long, Dictionary<int, SeriesAggregate>>();
        var held = 0;
        reads.Minutes(instance.Entry.Id, range.FromMinute, range.ToMinute,
            (minute, payload) =>
            {
                var step = StepOf(minute);
                var before = step.Count;
                RollupCodec.MergeInto(step, payload, wanted);
                Grown(step.Count - before);
            }, cancellationToken);
        lock (instance.Gate)
        {
            foreach (var open in instance.Open.Values)
            {
                if (open.Minute < range.FromMinute || open.Minute >= range.ToMinute)
                    continue;

                var step = StepOf(open.Minute);
                var before = step.Count;
                AddOpen(step, open, wanted);
                Grown(step.Count - before);
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

        void Grown(int points)
        {
            if ((held += points) > most)
                throw new TooMuchHistoryException();
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
