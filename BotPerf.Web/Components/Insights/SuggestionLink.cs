using BotPerf.Web.Components.Explorer;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Suggestions;

namespace BotPerf.Web.Components.Insights;

/// <summary>Where the figures of a suggestion come from. Pure.</summary>
internal static class SuggestionLink
{
    // What the metrics of a scope are told apart by; the others are not.
    private static readonly Dictionary<SuggestionScope, string> s_labels = new()
    {
        [SuggestionScope.Command] = "command", [SuggestionScope.Module] = "module", [SuggestionScope.Query] = "type",
        [SuggestionScope.Pool] = "pool", [SuggestionScope.Cache] = "cache", [SuggestionScope.RateLimit] = "bucket",
    };

    /// <summary>The page about what it is about, over what was measured.</summary>
    public static string Page(Suggestion of, PageScope scope) => PageOf(of, About(of, scope));

    /// <summary>The same over the time before it was done and the time after.</summary>
    /// <returns>Null: it is not done.</returns>
    public static string? Sides(Suggestion of, Verdict verdict, PageScope scope) => of.ActedAt is not { } at ? null
        : PageOf(of, About(of, scope) with { Range = TimeRange.Between(at.AddHours(-verdict.Hours), at.AddHours(verdict.Hours)) });

    /// <summary>What the page is called.</summary>
    public static string Words(Suggestion of) => of.Scope switch
    {
        SuggestionScope.Command => "The command",
        SuggestionScope.Module => "Modules",
        SuggestionScope.Query or SuggestionScope.Pool or SuggestionScope.Cache => "Database",
        SuggestionScope.RateLimit => "Network",
        _ => "System",
    };

    /// <summary>Where the figure stands: on the command's or module's own page, else its metric over what was measured.</summary>
    public static string Explorer(Suggestion of, EvidenceFigure figure, PageScope scope)
    {
        if (of.Scope is SuggestionScope.Command or SuggestionScope.Module)
            return PageOf(of, About(of, scope));

        var isAverage = figure.What.Contains("average", StringComparison.Ordinal);
        var aggregation = figure.Metric.EndsWith("_total", StringComparison.Ordinal) ? "rate"
            : figure.Metric.EndsWith("_duration_seconds", StringComparison.Ordinal) || figure.Metric == "pool_wait_seconds" ? figure.Unit.Length == 0 ? "rate" : isAverage ? "avg" : "p95"
            : "max";
        var line = new ExploreLine(figure.Metric, aggregation, new Dictionary<string, string>());
        // Refusals are told of hosts, not of limits.
        if (s_labels.TryGetValue(of.Scope, out var label) && of.Target.Length > 0 && !figure.Metric.StartsWith("http_", StringComparison.Ordinal))
            line = line.With(label, of.Target);
        return About(of, scope).To("explore", ("l1", line.ToString()));
    }

    private static string PageOf(Suggestion of, PageScope about) => of.Scope switch
    {
        SuggestionScope.Command => about.CommandUrl(of.Target),
        SuggestionScope.Module => about.To("modules"),
        SuggestionScope.Query or SuggestionScope.Pool or SuggestionScope.Cache => about.To("database"),
        SuggestionScope.RateLimit => about.To("network"),
        _ => about.To("system"),
    };

    private static PageScope About(Suggestion of, PageScope scope) => scope with
    {
        Bot = of.Bot,
        Instance = of.Scope == SuggestionScope.Instance ? of.Target : null,
        Range = TimeRange.Between(of.From, of.To),
    };
}
