using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <param name="T">The beginning of the step, Unix seconds.</param>
/// <param name="Value">Of a gauge: the average of the step. Of a counter: the increase per second.</param>
internal readonly record struct MetricPoint(long T, double Value);

/// <summary>One series over a range: its points, and all of it together.</summary>
/// <param name="instance">Of a gauge, since no one figure stands for several instances; empty for all together.</param>
internal sealed class MetricLine(Series series, string instance)
{
    private readonly List<MetricPoint> _points = [];

    public Series Series => series;

    public string Instance => instance;

    /// <summary>Oldest first; a histogram has none, only its total.</summary>
    public IReadOnlyList<MetricPoint> Points => _points;

    public SeriesAggregate Total { get; } = SeriesAggregate.Create(series.Kind);

    /// <summary>Of a gauge: over all of its samples.</summary>
    public double Average => Total.Sum / Total.Samples;

    /// <summary>Of a gauge: as it was last.</summary>
    public double Newest => Total.Last;

    /// <summary>Of a gauge.</summary>
    public double Highest => Total.Max;

    /// <summary>A label's value, empty when it has no such label.</summary>
    public string this[string label] => series[label];

    /// <param name="seconds">How much of the step has passed.</param>
    public void Add(long t, SeriesAggregate step, double seconds)
    {
        Total.Merge(step);
        if (series.Kind != SeriesKind.Histogram)
            _points.Add(new MetricPoint(t, series.Kind == SeriesKind.Counter ? step.Sum / seconds : step.Sum / step.Samples));
    }
}
