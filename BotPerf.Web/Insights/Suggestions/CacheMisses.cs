using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Fewer than 60 % of the look-ups find something. [004]</summary>
internal sealed class CacheMisses : SuggestionRule
{
    private const double Best = 0.99;

    public override string Kind => "cache-misses";

    public override SuggestionScope Scope => SuggestionScope.Cache;

    public override string Measure => "hit rate";

    public override string Unit => "fraction";

    public override double Threshold => 0.6;

    public override bool LowIsBad => true;

    public override long LeastSamples => 100;

    public override IReadOnlyList<string> Metrics =>
        [MetricNames.CacheHits, MetricNames.CacheMisses, MetricNames.CacheEvictions, MetricNames.CacheEntries];

    public override Advice Advice => new(
        "Keep entries longer, give the cache more room where it evicts, and build keys only of what changes the answer: no time, no random part, the same case.",
        "cache.Set(key, value, TimeSpan.FromMinutes(30)) · new MemoryCacheOptions { SizeLimit = … } · key.ToLowerInvariant()",
        "Longer lifetimes, more room, and keys that are equal when the answers are.");

    public override string Title(string target, string value) => $"The cache {target} finds only {value} of what is looked up";

    public override IEnumerable<Measurement> Of(MetricFigures figures) => Metrics.SelectMany(figures.Of)
        .GroupBy(line => line[LabelNames.Cache]).Select(Of).OfType<Measurement>();

    private Measurement? Of(IGrouping<string, MetricLine> cache)
    {
        var (hits, misses) = (Sum(MetricNames.CacheHits) ?? 0, Sum(MetricNames.CacheMisses) ?? 0);
        var lookUps = hits + misses;
        if (lookUps <= 0)
            return null;

        var rate = hits / lookUps;
        var evictions = Sum(MetricNames.CacheEvictions);
        // What is there has to be missed once; where that is not told, each eviction may have cost a hit.
        var entries = cache.Where(line => line.Series.Name == MetricNames.CacheEntries).Select(line => line.Newest).DefaultIfEmpty(double.NaN).Sum();
        var most = double.IsNaN(entries) ? (hits + Math.Min(evictions ?? 0, misses)) / lookUps : (lookUps - entries) / lookUps;
        List<EvidenceFigure> evidence =
        [
            new("look-ups", lookUps, "", MetricNames.CacheHits),
            new("misses", misses, "", MetricNames.CacheMisses),
        ];
        if (evictions is { } evicted)
            evidence.Add(new("evictions", evicted, "", MetricNames.CacheEvictions));
        return new Measurement(cache.Key, rate, (long)lookUps)
        {
            Chance = SketchParts.ChanceOfShare(rate, (long)lookUps),
            Evidence = evidence,
            Expected = new("hit rate", rate, Math.Max(rate, Threshold), Math.Max(rate, Math.Clamp(most, Threshold, Best)), Unit),
            Hint = evictions > misses / 2 ? "Most misses come with evictions: it is too small for what it holds." : null,
        };

        double? Sum(string metric) =>
            cache.Any(line => line.Series.Name == metric) ? cache.Where(line => line.Series.Name == metric).Sum(line => line.Total.Sum) : null;
    }
}
