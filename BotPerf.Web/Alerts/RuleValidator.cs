using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Alerts;

/// <summary>A field that is wrong.</summary>
/// <param name="Field">Its name in JSON: <c>metric</c>, <c>levels[1].threshold</c>.</param>
/// <param name="Rule">What holds for it, to follow the name: "has 1 to 100 characters".</param>
internal sealed record RuleProblem(string Field, string Rule);

/// <summary>What a rule may say. Pure; used by REST and by the editor.</summary>
internal static class RuleValidator
{
    public const int LongestName = 100;
    public const int MostOver = 8;
    public const int MostLabels = 8;
    public const int MostBots = 500;
    public const int HighestMinCount = 1_000_000;

    private static readonly Aggregation[] s_ofGauges =
        [Aggregation.Last, Aggregation.Avg, Aggregation.Min, Aggregation.Max, Aggregation.Growth, Aggregation.Ratio];
    private static readonly Aggregation[] s_ofCounters = [Aggregation.Sum, Aggregation.Count, Aggregation.Rate, Aggregation.Ratio];
    private static readonly Aggregation[] s_ofHistograms =
        [Aggregation.Avg, Aggregation.Min, Aggregation.Max, Aggregation.Sum, Aggregation.Count, Aggregation.Rate,
         Aggregation.P50, Aggregation.P90, Aggregation.P95, Aggregation.P99, Aggregation.Ratio];

    /// <param name="name">What the rule is called.</param>
    /// <param name="rule">Everything else.</param>
    /// <param name="kindOf">Of a metric, by its stored name; null: nobody has sent it yet.</param>
    /// <param name="botExists">Whether there is a bot of that number.</param>
    /// <returns>Empty when all is well.</returns>
    public static IReadOnlyList<RuleProblem> Check(
        string? name, RuleDefinition rule, Func<string, SeriesKind?> kindOf, Func<BotId, bool> botExists)
    {
        var problems = new List<RuleProblem>();
        var called = name?.Trim() ?? "";
        Check(called.Length is >= 1 and <= LongestName && !called.Any(char.IsControl), "name", $"has 1 to {LongestName} characters");
        CheckSignal();
        CheckTargets();
        Check(rule.Side == UsualSide.Both || rule.Condition is Condition.Anomaly or Condition.Growth, "side", "belongs to the conditions anomaly and growth");
        problems.AddRange(LevelValidator.Check(rule.Condition, rule.Levels ?? []));
        CheckTime(rule.ForSeconds, "forSeconds");
        CheckTime(rule.KeepFiringSeconds, "keepFiringSeconds");
        CheckTime(rule.CooldownSeconds, "cooldownSeconds");
        var bots = rule.Bots ?? [];
        Check(bots.Count <= MostBots, "bots", $"names at most {MostBots} bots; leave it empty for all");
        foreach (var bot in bots.Where(bot => !botExists(new BotId(bot))))
            Check(false, "bots", $"names bot {bot}, which does not exist");
        return problems;

        void Check(bool isWell, string field, string text)
        {
            if (!isWell)
                problems.Add(new RuleProblem(field, text));
        }

        void CheckTime(double seconds, string field) => Check(
            seconds >= 0 && seconds <= AlertLimits.LongestFor.TotalSeconds, field,
            $"is from 0 to {AlertLimits.LongestFor.TotalSeconds:0} seconds");

        void CheckSignal()
        {
            if (rule.Signal == SignalKind.BurnRate)
                Check(BurnWindow.All.Any(window => window.LongMinutes == rule.WindowMinutes), "windowMinutes", "is 60, 360 or 4320 for a burn rate");
            else
                Check(rule.WindowMinutes is >= 1 and <= Signal.MostWindowMinutes, "windowMinutes", $"is from 1 to {Signal.MostWindowMinutes}");
            if (rule.Signal != SignalKind.Metric)
            {
                Check(string.IsNullOrEmpty(rule.Metric), "metric", "belongs to the signal metric alone");
                Check(rule.Over is null or [], "over", "belongs to the signal metric alone");
                Check(rule.Condition is not (Condition.Absent or Condition.Anomaly or Condition.Growth), "condition", "cannot be absent, anomaly or growth for a ready-made signal");
                return;
            }

            Check(IsName(rule.Metric), "metric", $"has 1 to {WireLimits.MaxNameLength} characters: the stored name, such as command_duration_seconds");
            CheckAggregation();
            CheckOver();
            // The highest of an hour is no measure of the highest of five minutes.
            Check(rule.Condition is not (Condition.Anomaly or Condition.Growth) || rule.Aggregation is not (Aggregation.Min or Aggregation.Max or Aggregation.Growth),
                "condition", $"is not about the usual for {Word(rule.Aggregation)}: what is usual is known of whole hours");
        }

        void CheckAggregation()
        {
            var kind = IsName(rule.Metric) ? kindOf(rule.Metric!) : null;
            var fitting = Fitting(kind);
            Check(fitting.Contains(rule.Aggregation), "aggregation", $"of a {Word(kind)} is one of {string.Join(", ", fitting.Select(Word))}");
            Check(rule.Aggregation != Aggregation.Growth || rule.WindowMinutes >= 2, "windowMinutes", "is at least 2 for growth: it compares the end with the beginning");
            Check(rule.Per is null or "" || kind != SeriesKind.Gauge, "per", "is for counters and histograms; of a gauge every set of labels is a target of its own");
        }

        void CheckOver()
        {
            var over = rule.Over ?? [];
            if (rule.Aggregation != Aggregation.Ratio)
            {
                Check(over.Count == 0, "over", "belongs to the aggregation ratio alone");
                Check(!rule.Complement, "complement", "belongs to the aggregation ratio alone");
                return;
            }

            Check(over.Count is >= 1 and <= MostOver && over.All(IsName), "over", $"names 1 to {MostOver} metrics, whose sum the metric is divided by");
            var isGauge = IsName(rule.Metric) ? kindOf(rule.Metric!) is { } part ? part == SeriesKind.Gauge : (bool?)null : null;
            foreach (var other in over.Where(other => IsName(other) && kindOf(other) is { } kind && isGauge is { } known && known != (kind == SeriesKind.Gauge)))
                Check(false, "over", $"has to be gauges of a gauge, and counts of a count; {Clean(other)} is a {Word(kindOf(other))}");
        }

        void CheckTargets()
        {
            var labels = rule.Labels ?? new Dictionary<string, string>();
            Check(labels.Count <= MostLabels, "labels", $"has at most {MostLabels} labels");
            Check(labels.All(label => label.Key.Length is >= 1 and <= WireLimits.MaxNameLength && label.Value is { Length: >= 1 and <= WireLimits.MaxLabelLength }),
                "labels", "has names and values that are neither empty nor too long");
            Check(rule.Per is null || rule.Per.Length <= WireLimits.MaxNameLength, "per", "is the name of a label");
            Check(rule.MinCount is >= 0 and <= HighestMinCount, "minCount", $"is from 0 to {HighestMinCount:N0}");
        }
    }

    /// <summary>What can be made of a metric of a kind; of one that nobody has sent yet, all.</summary>
    public static IReadOnlyList<Aggregation> Fitting(SeriesKind? kind) => kind switch
    {
        SeriesKind.Gauge => s_ofGauges,
        SeriesKind.Counter => s_ofCounters,
        SeriesKind.Histogram => s_ofHistograms,
        _ => Enum.GetValues<Aggregation>(),
    };

    private static bool IsName(string? name) => name is { Length: >= 1 and <= WireLimits.MaxNameLength } && !name.Any(char.IsControl);

    private static string Word(Aggregation aggregation) => aggregation.ToString().ToLowerInvariant();

    private static string Word(SeriesKind? kind) => kind?.ToString().ToLowerInvariant() ?? "metric";

    private static string Clean(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
