using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Recording;

/// <summary>What is kept of one command: its durations, and once they occur its failures and acknowledgements.</summary>
internal sealed class CommandSeries(SeriesRegistry registry, HistogramSeries durations, string[] labels)
{
    private CounterSeries? _errors;
    private HistogramSeries? _acknowledgements;
    private CounterSeries? _deadlineMisses;

    public HistogramSeries Durations => durations;

    /// <summary>Null: it has none of that name.</summary>
    public string? Label(string name)
    {
        for (var i = 0; i + 1 < labels.Length; i += 2)
        {
            if (labels[i] == name)
                return labels[i + 1];
        }

        return null;
    }

    /// <summary>Null when there is no room for another series.</summary>
    public CounterSeries? Errors => _errors ??= registry.Counter(MetricNames.CommandErrors, "", labels).Series;
    public HistogramSeries? Acknowledgements =>
        _acknowledgements ??= registry.Histogram(MetricNames.CommandAck, "s", labels).Series;

    public CounterSeries? DeadlineMisses =>
        _deadlineMisses ??= registry.Counter(MetricNames.AckDeadlineMisses, "", labels).Series;

    public static (CommandSeries?, bool Keep) Create(SeriesRegistry registry, string? name, string? module, string? kind)
    {
        var labels = new List<string>(6) { LabelNames.Command, Texts.Name(name) };
        AddIfGiven(labels, LabelNames.Module, module);
        AddIfGiven(labels, LabelNames.Kind, kind);

        var (durations, full) = registry.Histogram(MetricNames.CommandDuration, "s", [.. labels]);
        return durations is null
            ? (null, false)
            : (new CommandSeries(registry, durations, durations.Identity.Labels), !full);
    }

    private static void AddIfGiven(List<string> labels, string name, string? value)
    {
        if (Texts.Label(value) is { Length: > 0 } text)
            labels.AddRange([name, text]);
    }
}
