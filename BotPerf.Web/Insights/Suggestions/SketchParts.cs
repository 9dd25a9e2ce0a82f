using BotPerf.Shared.Sketches;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>What else can be read from a distribution. Within the sketch's 1 %. Pure.</summary>
internal static class SketchParts
{
    /// <summary>The average if whatever is above a limit were at it.</summary>
    public static double AverageCapped(Sketch of, double limit)
    {
        double excess = 0;
        for (var i = of.Keys.Length - 1; i >= 0 && SketchBuckets.Estimate(of.Keys[i]) > limit; i--)
            excess += (SketchBuckets.Estimate(of.Keys[i]) - limit) * of.Counts[i];
        return Math.Clamp(of.Average - (excess / of.Count), 0, of.Average);
    }

    /// <summary>The part above a limit, 0 to 1.</summary>
    public static double ShareAbove(Sketch of, double limit)
    {
        long above = 0;
        for (var i = of.Keys.Length - 1; i >= 0 && SketchBuckets.Estimate(of.Keys[i]) > limit; i--)
            above += of.Counts[i];
        return (double)above / of.Count;
    }

    /// <summary>The standard error of the average.</summary>
    public static double ChanceOfAverage(Sketch of)
    {
        double squares = 0;
        for (var i = 0; i < of.Keys.Length; i++)
            squares += Math.Pow(SketchBuckets.Estimate(of.Keys[i]) - of.Average, 2) * of.Counts[i];
        return Math.Sqrt(squares) / of.Count;
    }

    /// <summary>The standard error of a quantile: half of what lies between the ranks that chance may have moved it to.</summary>
    public static double ChanceOfQuantile(Sketch of, double quantile)
    {
        var shift = Math.Sqrt(quantile * (1 - quantile) / of.Count);
        return (of.Quantile(Math.Min(1, quantile + shift)) - of.Quantile(Math.Max(0, quantile - shift))) / 2;
    }

    /// <summary>The standard error of a share.</summary>
    public static double ChanceOfShare(double share, long count) => Math.Sqrt(share * (1 - share) / count);

    /// <summary>The distributions of a histogram by a label's value, all instances and further labels together.</summary>
    public static Dictionary<string, Sketch> By(MetricFigures figures, string metric, string label)
    {
        var sketches = new Dictionary<string, Sketch>();
        // A bot of one's own may send the name as something else.
        foreach (var line in figures.Of(metric).Where(line => line.Total.Sketch is not null))
        {
            if (!sketches.TryGetValue(line[label], out var sum))
                sketches.Add(line[label], sum = new Sketch());
            sum.Merge(line.Total.Sketch!);
        }

        return sketches;
    }

    /// <summary>Of several lines of a gauge the one measured last.</summary>
    public static MetricLine? Newest(IEnumerable<MetricLine> lines) => lines.MaxBy(line => line.Total.LastAtUs);

    /// <summary>The highest and the lowest average of an hour.</summary>
    public static (double Highest, double Lowest) Hours(MetricLine gauge) =>
        (gauge.Points.Max(point => point.Value), gauge.Points.Min(point => point.Value));
}
