using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.Alerting;

/// <summary>What one interval says of one series that thresholds, suggestions or healers look at.</summary>
/// <param name="Count">Values of a histogram, increase of a counter; 1 for a gauge.</param>
// No struct: the runtime has the code of a list of objects, and would compile that of a list of these anew in every bot.
internal sealed record Figure(string Metric, string Target, double Count, double Last, double Max);

/// <summary>Copied from the interval while it is held still, so that all that follows can take its time.</summary>
/// <param name="Commands">All executions together; empty where nobody asks for them.</param>
internal sealed record IntervalFigures(DateTimeOffset End, IReadOnlyList<Figure> Figures, Sketch Commands)
{
    private static readonly HashSet<string> s_watched =
    [
        MetricNames.CommandDuration, MetricNames.CommandErrors, MetricNames.MessageDuration, MetricNames.QueryDuration,
        MetricNames.HeapBytes, MetricNames.RssBytes, MetricNames.CpuPercent, MetricNames.EventLoopLag,
        MetricNames.WebSocketLatency, MetricNames.ApiCallDuration, MetricNames.ApiCallErrors,
    ];

    /// <param name="interval">Held still.</param>
    /// <param name="end">Of the interval.</param>
    /// <param name="withCommands">Somebody asks for <see cref="Commands"/>.</param>
    public static IntervalFigures Of(RecordedInterval interval, DateTimeOffset end, bool withCommands)
    {
        var figures = new List<Figure>(interval.Histograms.Count + interval.Counters.Count + interval.Gauges.Count);
        var commands = new Sketch();
        foreach (var histogram in interval.Histograms)
        {
            if (!s_watched.Contains(histogram.Identity.Name))
                continue;
            figures.Add(new Figure(
                histogram.Identity.Name, TargetOf(histogram), histogram.Interval.Count, histogram.Interval.Max, histogram.Interval.Max));
            if (withCommands && histogram.Identity.Name == MetricNames.CommandDuration)
                commands.Merge(histogram.Interval);
        }

        foreach (var counter in interval.Counters)
        {
            if (s_watched.Contains(counter.Identity.Name))
                figures.Add(new Figure(counter.Identity.Name, TargetOf(counter), counter.Interval, counter.Interval, counter.Interval));
        }

        foreach (var (series, reading) in interval.Gauges)
        {
            if (s_watched.Contains(series.Identity.Name))
                figures.Add(new Figure(series.Identity.Name, TargetOf(series), 1, reading.Last, reading.Max));
        }

        return new IntervalFigures(end, figures, commands);
    }

    public double Sum(string metric) => Figures.Where(figure => figure.Metric == metric).Sum(figure => figure.Count);

    /// <summary>Null: not measured in this interval.</summary>
    public double? Last(string metric)
    {
        foreach (var figure in Figures)
        {
            if (figure.Metric == metric)
                return figure.Last;
        }

        return null;
    }

    /// <summary>The first label is what the series is about: the command, the channel type, the connection.</summary>
    private static string TargetOf(Series series) => series.Identity.Labels is [_, var target, ..] ? target : "";
}
