using BotPerf.Web.Alerts;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Content;

/// <summary>What the queries say of one bot, before anybody judges it.</summary>
/// <param name="OfflineRules">The numbers of the rules that watch whether it is there; empty: all are switched off.</param>
/// <param name="Alerts">That were open at some time of the period.</param>
/// <param name="Changes">Command by command, against the period before.</param>
/// <param name="Health">The average over the period.</param>
/// <param name="WasThere">Anything came from it, be it without a single command.</param>
internal sealed record BotFacts(
    BotId Id, string Name, DigestUsage Now, DigestUsage Before, IReadOnlyList<long?> Columns, IReadOnlySet<int> OfflineRules,
    IReadOnlyList<Alert> Alerts, IReadOnlyList<CommandChange> Changes, IReadOnlyList<Suggestion> Suggestions, double Lost, double? Health,
    HealthTrend Trend, bool WasThere);
