using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>The durations and errors of a bot's commands over a range. Pure.</summary>
/// <param name="sums">By the series' ids.</param>
/// <param name="series">The series they are of: durations, errors and times to acknowledge.</param>
internal sealed class CommandSums(IReadOnlyDictionary<int, SeriesAggregate> sums, IReadOnlyList<Series> series)
{
    private const double MsPerSecond = 1_000;
    private const double DeadlineSeconds = 3;

    /// <param name="minutes">The range's length, which rates are over: uses and rate of a row belong together.</param>
    public IReadOnlyList<CommandRow> Rows(double minutes) =>
        [.. Commands().Select(command => Row(command, minutes)).OrderByDescending(row => row.Count)];

    /// <summary>All of them together under a name; null when none ran.</summary>
    public CommandRow? Total(string name, double minutes) =>
        Commands().ToList() is { Count: > 0 } commands ? Row(Command.Sum(name, commands), minutes) : null;

    /// <inheritdoc cref="Rows"/>
    public IReadOnlyList<ModuleRow> Modules(double minutes) => [.. Commands()
        .GroupBy(command => command.Module)
        .Select(commands => Module(
            Row(Command.Sum(commands.Key, commands), minutes), commands.Select(command => command.Name).Distinct().Count()))
        .OrderByDescending(row => row.Count)];

    private static CommandRow Row(Command of, double minutes) => new(
        of.Name, of.Module, of.Kind, of.Sketch.Count, of.Errors, Math.Min(1, (double)of.Errors / of.Sketch.Count),
        of.Sketch.Count / minutes, of.Sketch.Average * MsPerSecond, of.Sketch.Min * MsPerSecond, of.Sketch.Max * MsPerSecond,
        of.Sketch.Quantile(0.50) * MsPerSecond, of.Sketch.Quantile(0.90) * MsPerSecond, of.Sketch.Quantile(0.95) * MsPerSecond,
        of.Sketch.Quantile(0.99) * MsPerSecond, DateTimeOffset.FromUnixTimeSeconds(of.LastMinute * 60), of.DeadlineMisses);

    private static ModuleRow Module(CommandRow of, int commands) => new(
        of.Name, commands, of.Count, of.Errors, of.ErrorRate, of.RatePerMinute, of.AvgMs, of.MinMs, of.MaxMs, of.P50Ms, of.P90Ms,
        of.P95Ms, of.P99Ms, of.LastUsed, of.DeadlineMisses);

    private IEnumerable<Command> Commands()
    {
        var errors = Found(MetricNames.CommandErrors);
        var acks = Found(MetricNames.CommandAck);
        foreach (var (key, durations) in Found(MetricNames.CommandDuration))
        {
            if (durations.Sketch is { IsEmpty: false } sketch)
            {
                yield return new Command(key.Name, key.Module, key.Kind, sketch, (long)(errors.GetValueOrDefault(key)?.Sum ?? 0),
                    Misses(acks.GetValueOrDefault(key)?.Sketch), durations.LastMinute);
            }
        }
    }

    // A bot may tell a command apart by further labels: they are one command here.
    private Dictionary<(string Name, string Module, string Kind), SeriesAggregate> Found(string metric)
    {
        var found = new Dictionary<(string, string, string), SeriesAggregate>();
        foreach (var one in series.Where(one => one.Name == metric))
        {
            if (!sums.TryGetValue(one.Id, out var sum))
                continue;
            if (!found.TryGetValue(Key(one), out var all))
                found.Add(Key(one), all = SeriesAggregate.Create(sum.Kind));
            if (all.Kind == sum.Kind)
                all.Merge(sum);
        }

        return found;
    }

    private static (string Name, string Module, string Kind) Key(Series series) =>
        (series[LabelNames.Command], series[LabelNames.Module], series[LabelNames.Kind]);

    private static long? Misses(Sketch? acks)
    {
        if (acks is null or { IsEmpty: true })
            return null;

        var late = 0L;
        for (var i = acks.Keys.Length - 1; i >= 0 && SketchBuckets.Estimate(acks.Keys[i]) > DeadlineSeconds; i--)
            late += acks.Counts[i];
        return late;
    }

    private sealed record Command(
        string Name, string Module, string Kind, Sketch Sketch, long Errors, long? DeadlineMisses, long LastMinute)
    {
        public static Command Sum(string name, IEnumerable<Command> commands)
        {
            var sum = new Command(name, "", "", new Sketch(), 0, null, long.MinValue);
            foreach (var command in commands)
            {
                sum.Sketch.Merge(command.Sketch);
                sum = sum with
                {
                    Errors = sum.Errors + command.Errors,
                    DeadlineMisses = command.DeadlineMisses is { } misses ? misses + (sum.DeadlineMisses ?? 0) : sum.DeadlineMisses,
                    LastMinute = Math.Max(sum.LastMinute, command.LastMinute),
                };
            }

            return sum;
        }
    }
}
