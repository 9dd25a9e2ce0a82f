using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What a command did in a range, in pieces of time; all modules, kinds and instances together.</summary>
internal sealed class CommandPieces
{
    private readonly List<(long T, Sketch Durations)> _durations = [];

    /// <summary>In seconds, oldest first; a piece in which it did not run is not there.</summary>
    public IEnumerable<Sketch> Durations => _durations.Select(piece => piece.Durations);

    public double Errors { get; private set; }

    /// <summary>Several commands as if they were one.</summary>
    public static CommandPieces Together(IReadOnlyCollection<CommandPieces> all)
    {
        var sum = new CommandPieces();
        foreach (var at in all.SelectMany(pieces => pieces._durations).GroupBy(piece => piece.T).OrderBy(at => at.Key))
        {
            var durations = new Sketch();
            foreach (var piece in at)
                durations.Merge(piece.Durations);
            sum._durations.Add((at.Key, durations));
        }

        sum.Errors = all.Sum(pieces => pieces.Errors);
        return sum;
    }

    public void Add(long t, SeriesAggregate aggregate)
    {
        if (aggregate.Sketch is not { } sketch)
        {
            Errors += aggregate.Sum;
            return;
        }

        if (_durations.Count == 0 || _durations[^1].T != t)
            _durations.Add((t, new Sketch()));
        _durations[^1].Durations.Merge(sketch);
    }
}

/// <summary>The commands of a bot over a range in pieces of time: what comparisons are made from.</summary>
internal sealed class CommandPieceQueries(TelemetryCatalog catalog, StepReads reads, RangeReads ranges, HeavyReads heavy)
{
    private static readonly string[] s_metrics = [MetricNames.CommandDuration, MetricNames.CommandErrors];

    /// <inheritdoc cref="StepReads.Fit"/>
    public StepRange Fit(BotId bot, string? instance, StepRange range) => reads.Fit(bot, instance, range);

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="command">Only this command, or null for all.</param>
    /// <param name="range">When, and in which pieces; it may begin inside of one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By the command's name.</returns>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<Dictionary<string, CommandPieces>> OfAsync(
        BotId bot, string? instance, string? command, StepRange range, CancellationToken cancellationToken) =>
        heavy.RunAsync(() =>
        {
            var series = s_metrics.SelectMany(metric => catalog.SeriesOf(bot, metric))
                .Where(one => command is null || one[LabelNames.Command] == command).ToDictionary(one => one.Id);
            var found = new Dictionary<string, CommandPieces>();
            foreach (var step in reads.Read(bot, instance, reads.Fit(bot, instance, range), series.Keys.ToHashSet(), cancellationToken))
            {
                foreach (var (key, aggregate) in step.Found.Where(one => !one.Value.IsEmptyHistogram))
                {
                    var name = series[key.Series][LabelNames.Command];
                    if (!found.TryGetValue(name, out var pieces))
                        found.Add(name, pieces = new CommandPieces());
                    pieces.Add(step.Minute, aggregate);
                }
            }

            return found;
        }, cancellationToken);

    /// <summary>The range in a single piece: what the table of commands sums, for a fraction of the reading.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="from">The beginning; its whole minute is taken.</param>
    /// <param name="to">The end; the minute it lies in is taken as far as it has come.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By the command's name, and the range that was answered: whole hours or days where nothing finer is kept.</returns>
    public Task<(Dictionary<string, CommandPieces> Commands, DateTimeOffset From)> WholeAsync(
        BotId bot, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run(() =>
        {
            var fit = ranges.Fit(bot, null, from, to);
            var sums = ranges.Sum(bot, null, s_metrics, fit.From.ToUnixTimeSeconds() / 60, StepRange.MinuteAfter(fit.To), cancellationToken);
            var found = new Dictionary<string, CommandPieces>();
            foreach (var series in s_metrics.SelectMany(metric => catalog.SeriesOf(bot, metric)))
            {
                if (!sums.TryGetValue(series.Id, out var sum) || sum.IsEmptyHistogram)
                    continue;
                if (!found.TryGetValue(series[LabelNames.Command], out var whole))
                    found.Add(series[LabelNames.Command], whole = new CommandPieces());
                whole.Add(0, sum);
            }

            return (found, fit.From);
        }, cancellationToken);
}
