using BotPerf.Shared.Metrics;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Queries of one type take more than 100 ms on average. [000]</summary>
internal sealed class SlowQueries : SuggestionRule
{
    public override string Kind => "slow-queries";

    public override SuggestionScope Scope => SuggestionScope.Query;

    public override string Measure => "average duration";

    public override string Unit => "seconds";

    public override double Threshold => 0.1;

    public override long LeastSamples => 20;

    public override IReadOnlyList<string> Metrics => [MetricNames.QueryDuration];

    public override Advice Advice => new(
        "Look at the query's plan, add the index it lacks, read only the columns that are used, without tracking, and fetch related rows in one query instead of one each.",
        "context.Cases.AsNoTracking().Where(…).Select(row => new { row.Id, row.Text }).Take(50) · CREATE INDEX … · EXPLAIN QUERY PLAN",
        "Find the slow statement with the database's own statistics, give it an index, and ask for fewer rows and columns.");

    public override string Title(string target, string value) =>
        target.Length == 0 ? $"Queries take {value} on average" : $"{target} queries take {value} on average";

    public override IEnumerable<Measurement> Of(MetricFigures figures)
    {
        foreach (var (type, durations) in SketchParts.By(figures, MetricNames.QueryDuration, LabelNames.Type))
        {
            yield return new Measurement(type, durations.Average, durations.Count)
            {
                Chance = SketchParts.ChanceOfAverage(durations),
                Evidence =
                [
                    new("queries", durations.Count, "", MetricNames.QueryDuration),
                    new("p95", durations.Quantile(0.95), "seconds", MetricNames.QueryDuration),
                    new("took longer than 100 ms", SketchParts.ShareAbove(durations, Threshold), "fraction", MetricNames.QueryDuration),
                ],
                // Only the slowest tenth is mended; or none takes longer than it may.
                Expected = new("average duration", durations.Average,
                    SketchParts.AverageCapped(durations, Math.Max(Threshold, durations.Quantile(0.9))), SketchParts.AverageCapped(durations, Threshold), Unit),
            };
        }
    }
}
