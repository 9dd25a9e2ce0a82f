using BotPerf.Shared.Protocol;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What a bot did in one step.</summary>
/// <param name="minute">Its beginning, Unix time.</param>
internal sealed class Step(long minute)
{
    private readonly Dictionary<StepKey, SeriesAggregate> _found = [];

    public long Minute => minute;

    public IReadOnlyDictionary<StepKey, SeriesAggregate> Found => _found;

    /// <summary>How many instances sent anything of it.</summary>
    public int Instances { get; private set; }

    public void Add(string instance, Dictionary<int, SeriesAggregate> aggregates)
    {
        Instances += aggregates.Count > 0 ? 1 : 0;
        _found.EnsureCapacity(aggregates.Count);
        foreach (var (id, aggregate) in aggregates)
        {
            var key = new StepKey(id, aggregate.Kind == SeriesKind.Gauge ? instance : "");
            if (!_found.TryAdd(key, aggregate))
                _found[key].Merge(aggregate);
        }
    }
}

/// <param name="Series">By its id.</param>
/// <param name="Instance">Of a gauge, since no one figure stands for several; empty for all together.</param>
internal readonly record struct StepKey(int Series, string Instance);

/// <summary>Reads series over time: sealed rows, the coarsest that fit the steps, and open minutes.</summary>
internal sealed class StepReads(RollupReads rollups, LiveStore live)
{
    // A long range is read piece by piece: no reader stays long on the file, and memory holds one piece. Small ones die
    // young, before the collector has moved them.
    private const int AggregatesAtOnce = 5_000;

    // Room for what a row usually has of it, so that tables do not grow while they fill.
    private const int UsualSeries = 128;
    private const int MinutesAtOnce = 31 * Grains.DayMinutes;

    /// <summary>The range in steps no finer than what is kept at its beginning, and where only hours or days are left, whole ones.</summary>
    public StepRange Fit(BotId bot, string? instance, StepRange range)
    {
        var kept = live.InstancesOf(bot, instance).Select(one => rollups.KeptFrom(one.Entry.Id)).ToList();
        return range.Whole(At(range.FromMinute).Length(), At(range.ToMinute - 1).Length());

        Grain At(long minute) => kept.Any(one => minute < one.Hours) ? Grain.Day
            : kept.Any(one => minute < one.Minutes) ? Grain.Hour
            : Grain.Minute;
    }

    /// <summary>Step after step, oldest first, read when it is its turn. Steps without anything are not there.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="range">When, and in which steps; from <see cref="Fit"/>.</param>
    /// <param name="wanted">The series by their ids.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">A commit took seconds.</exception>
    public IEnumerable<Step> Read(
        BotId bot, string? instance, StepRange range, IReadOnlySet<int> wanted, CancellationToken cancellationToken)
    {
        var instances = live.InstancesOf(bot, instance);
        var stepsAtOnce = Math.Clamp(AggregatesAtOnce / Math.Max(1, wanted.Count), 1, Math.Max(1, MinutesAtOnce / range.StepMinutes));
        for (var begin = range.FromMinute; begin < range.ToMinute; begin = range.After(begin, stepsAtOnce))
        {
            var piece = range with { FromMinute = begin, ToMinute = Math.Min(range.ToMinute, range.After(begin, stepsAtOnce)) };
            var steps = new SortedDictionary<long, Step>();
            foreach (var one in instances)
            {
                foreach (var (minute, aggregates) in Steps(one, piece, range.FromMinute, wanted, cancellationToken))
                {
                    if (!steps.TryGetValue(minute, out var step))
                        steps.Add(minute, step = new Step(minute));
                    step.Add(instances.Count > 1 ? one.Entry.Name : "", aggregates);
                }
            }

            foreach (var step in steps.Values)
                yield return step;
        }
    }

    private Dictionary<long, Dictionary<int, SeriesAggregate>> Steps(
        LiveInstance instance, StepRange range, long wholeFrom, IReadOnlySet<int> wanted, CancellationToken cancellationToken)
    {
        var steps = new Dictionary<long, Dictionary<int, SeriesAggregate>>();
        var (view, open) = StillReading.Of(
            instance, rollups.Open, () => OpenRows.Of(instance, range.FromMinute, range.ToMinute, wanted), cancellationToken);
        using var closes = view;
        rollups.Visit(view, instance.Entry.Id, range.FromMinute, range.ToMinute, range.StepOf, (span, payload) =>
        {
            var middle = span.Minute + (span.Minutes / 2);
            // Where only longer rows are left, one may lie across the border of two pieces: it belongs to the one it begins in,
            // or in a zone's days to the day that has the most of it, which may be none of the range's.
            if (range.Zone is null ? span.Minute < range.FromMinute && range.FromMinute > wholeFrom : middle < range.FromMinute || middle >= range.ToMinute)
                return;

            middle = Math.Clamp(middle, range.FromMinute, range.ToMinute - 1);
            RollupCodec.Read(StepOf(middle), payload, span, wanted);
        }, cancellationToken);
        foreach (var (minute, series) in open)
            OpenRows.AddTo(StepOf(minute), series);
        return steps;

        Dictionary<int, SeriesAggregate> StepOf(long minute)
        {
            var step = range.StepOf(minute);
            if (!steps.TryGetValue(step, out var found))
                steps.Add(step, found = new Dictionary<int, SeriesAggregate>(Math.Min(wanted.Count, UsualSeries)));
            return found;
        }
    }
}
