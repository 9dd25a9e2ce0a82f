using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>The garbage collector stops the bot for more than 5 % of an hour.</summary>
internal sealed class GcPressure : SuggestionRule
{
    private const double ManyFull = 0.1;

    public override string Kind => "gc-pressure";

    public override SuggestionScope Scope => SuggestionScope.Bot;

    public override string Measure => "time stopped for collections, highest hour";

    public override string Unit => "fraction";

    public override double Threshold => 0.05;

    public override long LeastSamples => 20;

    public override IReadOnlyList<string> Metrics => [MetricNames.GcPause, MetricNames.GcCollections];

    public override Advice Advice => new(
        "Allocate less where it is hot: no LINQ and no string building in loops, pooled buffers, structs for small values. Use the server collector on several cores; look with dotnet-trace for what allocates.",
        "<ServerGarbageCollection>true</ServerGarbageCollection> · <ConcurrentGarbageCollection>true</ConcurrentGarbageCollection> · ArrayPool<T>.Shared",
        "Create fewer short-lived objects and reuse buffers; keep large objects.");

    public override string Title(string target, string value) => $"Garbage collection stops the bot {value} of the time at its worst hour";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        var pauses = figures.Of(MetricNames.GcPause).SelectMany(line => line.Points)
            .GroupBy(point => point.T).Select(hour => hour.Sum(point => point.Value) / figures.InstancesAt(hour.Key)).ToList();
        if (pauses.Count == 0)
            yield break;

        var collections = figures.Of(MetricNames.GcCollections);
        var (all, full) = (collections.Sum(line => line.Total.Sum), collections.Where(line => line[LabelNames.Generation] == "2").Sum(line => line.Total.Sum));
        var share = pauses.Max();
        yield return new Measurement("", share, (long)all)
        {
            Evidence =
            [
                new("collections", all, "", MetricNames.GcCollections),
                new("of them of the whole heap", full, "", MetricNames.GcCollections),
                new("stopped, all instances", figures.Of(MetricNames.GcPause).Sum(line => line.Total.Sum), "seconds", MetricNames.GcPause),
            ],
            Expected = new("time stopped", share, Math.Min(share, Threshold), Math.Min(Threshold, pauses.Min()), Unit),
            Hint = full > all * ManyFull ? "Many collections are of the whole heap: much that is kept for a while is let go again, such as large arrays and caches." : null,
        };
    }
}
