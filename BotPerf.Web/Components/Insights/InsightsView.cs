using System.Globalization;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Deploys;
using BotPerf.Web.Insights.Suggestions;

namespace BotPerf.Web.Components.Insights;

/// <summary>The parts of the page, and how its URL names them.</summary>
public enum InsightsPart
{
    Suggestions,
    Anomalies,
    Forecasts,
    Deploys,
    Compare,
}

/// <summary>What of the URL is the page's own. Pure.</summary>
internal static class InsightsView
{
    public const string ViewName = "view";
    public const string StateName = "state";
    public const string DeployName = "deploy";
    public const string OrderName = "order";
    public const string WorstFirst = "worst";

    public static readonly IReadOnlyList<SuggestionState> States =
        [SuggestionState.Open, SuggestionState.Snoozed, SuggestionState.Done, SuggestionState.Dismissed, SuggestionState.Gone];

    public static InsightsPart PartOf(PageScope scope) => scope[ViewName] switch
    {
        "anomalies" => InsightsPart.Anomalies,
        "forecasts" => InsightsPart.Forecasts,
        "deploys" => InsightsPart.Deploys,
        "compare" => InsightsPart.Compare,
        _ => InsightsPart.Suggestions,
    };

    public static string? Key(InsightsPart part) => part == InsightsPart.Suggestions ? null : part.ToString().ToLowerInvariant();

    public static SuggestionState StateOf(PageScope scope) => States.FirstOrDefault(state => Key(state) == scope[StateName]);

    public static string Key(DeployReport report) => report.Deploy.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string? Key(SuggestionState state) => state == SuggestionState.Open ? null : Suggestion.WordOf(state);
}
