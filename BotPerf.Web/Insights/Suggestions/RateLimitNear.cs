using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>A rate limit is, for an hour on average, used to more than 80 %. [003]</summary>
internal sealed class RateLimitNear : SuggestionRule
{
    public override string Kind => "rate-limit-near";

    public override SuggestionScope Scope => SuggestionScope.RateLimit;

    public override string Measure => "used of the limit, average of the highest hour";

    public override string Unit => "fraction";

    public override double Threshold => 0.8;

    public override long LeastSamples => 30;

    public override IReadOnlyList<string> Metrics => [MetricNames.RateLimitUsed, MetricNames.RateLimitMax, MetricNames.HttpRateLimited];

    public override Advice Advice => new(
        "Send fewer requests: edit one message instead of sending several, put what comes together into one, and queue what may wait behind a limiter of your own.",
        "new TokenBucketRateLimiter(new() { TokenLimit = 4, … }) · message.ModifyAsync(…)",
        "Batch, edit instead of sending anew, and spread what is not urgent over time.");

    public override string Title(string target, string value) => $"The rate limit {target} is used to {value}";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        var refused = figures.Of(MetricNames.HttpRateLimited).Sum(line => line.Total.Sum);
        return figures.Of(MetricNames.RateLimitUsed)
            .Select(used => (Used: used, Max: SketchParts.Newest(figures.Of(MetricNames.RateLimitMax)
                .Where(max => max.Instance == used.Instance && max[LabelNames.Bucket] == used[LabelNames.Bucket]))?.Newest ?? 0))
            .Where(bucket => bucket.Max > 0)
            .GroupBy(bucket => bucket.Used[LabelNames.Bucket])
            .Select(bucket => bucket.MaxBy(one => SketchParts.Hours(one.Used).Highest / one.Max))
            .Select(bucket => Of(bucket.Used, bucket.Max, refused));
    }

    private Measurement Of(MetricLine used, double max, double refused)
    {
        var (highest, lowest) = SketchParts.Hours(used);
        List<EvidenceFigure> evidence =
        [
            new("used, at most", used.Highest, "", MetricNames.RateLimitUsed),
            new("allowed", max, "", MetricNames.RateLimitMax),
        ];
        if (refused > 0)
            evidence.Add(new("requests refused (429), all limits", refused, "", MetricNames.HttpRateLimited));
        return new Measurement(used[LabelNames.Bucket], highest / max, used.Total.Samples)
        {
            Evidence = evidence,
            Expected = new("used of the limit", highest / max, Math.Min(highest / max, Threshold), Math.Min(Threshold, lowest / max), Unit),
        };
    }
}
