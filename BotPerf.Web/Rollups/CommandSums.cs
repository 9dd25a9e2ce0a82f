using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>The durations and errors of a bot's commands over a range. Pure.</summary>
/// <param name="sums">By the series' ids.</param>
/// <param name="series">The bot's series of both metrics.</param>
internal sealed class CommandSums(IReadOnlyDictionary<int, SeriesAggregate> sums, IReadOnlyList<Series> series)
{
    /// <param name="minutes">The range's length, which rates are over: uses and rate of a row belong together.</param>
    public IReadOnlyList<CommandRow> Rows(double minutes)
    {
        const double ms = 1_000;
        return [.. Commands()
            .Select(command => new CommandRow(
                command.Name, command.Module, command.Kind, command.Sketch.Count, command.Errors, command.ErrorRate,
                command.Sketch.Count / minutes, command.Sketch.Average * ms, command.Sketch.Min * ms, command.Sketch.Max * ms,
                command.Sketch.Quantile(0.50) * ms, command.Sketch.Quantile(0.90) * ms, command.Sketch.Quantile(0.95) * ms,
                command.Sketch.Quantile(0.99) * ms, DateTimeOffset.FromUnixTimeSeconds(command.LastMinute * 60)))
            .OrderByDescending(row => row.Count)];
    }

    /// <inheritdoc cref="Rows"/>
    public IReadOnlyList<ModuleRow> Modules(double minutes)
    {
        const double ms = 1_000;
        return [.. Commands()
            .GroupBy(command => command.Module)
            .Select(commands => (Name: commands.Key, Used: commands.Select(command => command.Name).Distinct().Count(), All: Command.Sum(commands)))
            .Select(module => new ModuleRow(
                module.Name, module.Used, module.All.Sketch.Count, module.All.Errors, module.All.ErrorRate,
                module.All.Sketch.Count / minutes, module.All.Sketch.Average * ms, module.All.Sketch.Min * ms,
                module.All.Sketch.Max * ms, module.All.Sketch.Quantile(0.50) * ms, module.All.Sketch.Quantile(0.90) * ms,
                module.All.Sketch.Quantile(0.95) * ms, module.All.Sketch.Quantile(0.99) * ms,
                DateTimeOffset.FromUnixTimeSeconds(module.All.LastMinute * 60)))
            .OrderByDescending(row => row.Count)];
    }

    private IEnumerable<Command> Commands()
    {
        var errors = new Dictionary<(string, string, string), double>();
        foreach (var counter in series.Where(one => one.Name == MetricNames.CommandErrors))
        {
            if (sums.TryGetValue(counter.Id, out var aggregate))
                errors[Key(counter)] = aggregate.Sum;
        }

        foreach (var histogram in series.Where(one => one.Name == MetricNames.CommandDuration))
        {
            var key = Key(histogram);
            if (sums.TryGetValue(histogram.Id, out var aggregate) && aggregate.Sketch is { IsEmpty: false } sketch)
                yield return new Command(key.Name, key.Module, key.Kind, sketch, (long)errors.GetValueOrDefault(key), aggregate.LastMinute);
        }
    }

    private static (string Name, string Module, string Kind) Key(Series series) =>
        (series[LabelNames.Command], series[LabelNames.Module], series[LabelNames.Kind]);

    private sealed record Command(string Name, string Module, string Kind, Sketch Sketch, long Errors, long LastMinute)
    {
        public double ErrorRate => Math.Min(1, (double)Errors / Sketch.Count);

        public static Command Sum(IEnumerable<Command> commands)
        {
            var sketch = new Sketch();
            var (errors, lastMinute) = (0L, 0L);
            foreach (var command in commands)
            {
                sketch.Merge(command.Sketch);
                errors += command.Errors;
                lastMinute = Math.Max(lastMinute, command.LastMinute);
            }

            return new Command("", "", "", sketch, errors, lastMinute);
        }
    }
}
