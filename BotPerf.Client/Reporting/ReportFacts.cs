using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Reporting;

/// <summary>What the process knows at one moment; everything reports say comes from here. Null: there is no evidence.</summary>
internal sealed record ReportFacts(MetricsSummary Summary, IReadOnlyList<MetricReading> Readings)
{
    public double? Heap => Value(MetricNames.HeapBytes);
    public double? Rss => Value(MetricNames.RssBytes);
    public double? Cpu => Value(MetricNames.CpuPercent);
    public double? Guilds => Value(MetricNames.Guilds);
    public double? Users => Value(MetricNames.Users);
    public double? ModulesLoaded => Value(MetricNames.ModulesLoaded);

    /// <summary>Seconds; of several connections the worst.</summary>
    public double? Latency => Values(MetricNames.WebSocketLatency).Cast<double?>().Max();

    public double Messages => Readings.Where(reading => reading.Name == MetricNames.MessageDuration)
        .Sum(reading => reading.Distribution?.Count ?? 0);

    public double? ErrorRate => Summary.Executions == 0 ? null : (double)Summary.Errors / Summary.Executions;

    /// <summary>The most used first.</summary>
    public IReadOnlyList<ModuleFacts> Modules =>
    [
        .. Summary.Commands.GroupBy(command => command.Module)
            .Select(module => new ModuleFacts(
                module.Key, module.Select(command => command.Name).Distinct(StringComparer.Ordinal).Count(),
                module.Sum(command => command.Durations.Count), module.Sum(command => command.Errors),
                module.Sum(command => command.Durations.Sum)))
            .OrderByDescending(module => module.Executions),
    ];

    private double? Value(string metric) => Values(metric).Cast<double?>().FirstOrDefault();

    private IEnumerable<double> Values(string metric) =>
        Readings.Where(reading => reading.Name == metric).Select(reading => reading.Value).OfType<double>();
}

/// <param name="Name">Null: commands without a module.</param>
/// <param name="Commands">Different ones that were used.</param>
/// <param name="Seconds">All executions together.</param>
internal sealed record ModuleFacts(string? Name, int Commands, long Executions, long Errors, double Seconds)
{
    public double ErrorRate => Executions == 0 ? 0 : (double)Errors / Executions;
    public double Average => Executions == 0 ? 0 : Seconds / Executions;
}
