using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>The heap stands, for an hour on average, above 80 % of what the process may use. [000]</summary>
internal sealed class HeapNearLimit : SuggestionRule
{
    public override string Kind => "heap-near-limit";

    public override SuggestionScope Scope => SuggestionScope.Instance;

    public override string Measure => "heap of its limit, average of the highest hour";

    public override string Unit => "fraction";

    public override double Threshold => 0.8;

    public override long LeastSamples => 30;

    public override IReadOnlyList<string> Metrics => [MetricNames.HeapBytes, MetricNames.MemoryLimit];

    public override Advice Advice => new(
        "Give every cache a size, rent large buffers instead of allocating them, and look with dotnet-gcdump for what is kept. A heap limit makes the collector work before the container is killed.",
        "new MemoryCacheOptions { SizeLimit = 10_000 } · ArrayPool<byte>.Shared.Rent(n) · DOTNET_GCConserveMemory=5 · DOTNET_GCHeapHardLimit",
        "Bound what is cached, free what is no longer used, or give the process more memory before it is killed.");

    public override string Title(string target, string value) => $"The heap of {target} reaches {value} of its limit";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        foreach (var instance in figures.Of(MetricNames.HeapBytes).GroupBy(line => line.Instance))
        {
            var limit = SketchParts.Newest(figures.Of(MetricNames.MemoryLimit).Where(line => line.Instance == instance.Key))?.Newest;
            if (limit is not > 0 || SketchParts.Newest(instance) is not { } heap)
                continue;

            var (highest, lowest) = SketchParts.Hours(heap);
            var share = highest / limit.Value;
            yield return new Measurement(instance.Key, share, heap.Total.Samples)
            {
                Evidence =
                [
                    new("average of the highest hour", highest, "bytes", MetricNames.HeapBytes),
                    new("highest", heap.Highest, "bytes", MetricNames.HeapBytes),
                    new("limit", limit.Value, "bytes", MetricNames.MemoryLimit),
                ],
                Expected = new("heap of its limit", share, Math.Min(share, Threshold), Math.Min(Threshold, lowest / limit.Value), Unit),
                Hint = share > Threshold ? $"At least {Format.Bytes(highest - (limit * Threshold))} have to go." : null,
            };
        }
    }
}
