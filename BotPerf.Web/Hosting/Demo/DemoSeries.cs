using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>The numbers that a session has for its series, in the order of their definition.</summary>
internal sealed class DemoSeries
{
    private readonly Dictionary<(string, string), uint> _numbers = [];

    public List<SeriesDefinition> Definitions { get; } = [];

    public uint Gauge(string name, string unit, params ReadOnlySpan<string> labels) => Of(SeriesKind.Gauge, name, unit, labels);

    public uint Counter(string name, string unit, params ReadOnlySpan<string> labels) => Of(SeriesKind.Counter, name, unit, labels);

    public uint Histogram(string name, params ReadOnlySpan<string> labels) => Of(SeriesKind.Histogram, name, "s", labels);

    public uint Of(DemoFigure figure)
    {
        ReadOnlySpan<string> labels = figure.Label is var (name, value) ? [name, value] : [];
        return Of(figure.IsCounter ? SeriesKind.Counter : SeriesKind.Gauge, figure.Metric, figure.Unit, labels);
    }

    private uint Of(SeriesKind kind, string name, string unit, ReadOnlySpan<string> labels)
    {
        // A figure has one label at most, and is looked up each minute.
        var key = (name, labels.Length > 2 ? string.Join('\0', labels!) : labels.Length > 1 ? labels[^1] : "");
        if (_numbers.TryGetValue(key, out var number))
            return number;

        var definition = new SeriesDefinition { Kind = kind, Name = name, Unit = unit };
        foreach (var label in labels)
            definition.Labels.Add(label);
        Definitions.Add(definition);
        _numbers.Add(key, number = (uint)Definitions.Count - 1);
        return number;
    }
}
