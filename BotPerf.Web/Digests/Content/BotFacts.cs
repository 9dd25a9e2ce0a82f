using BotPerf.Web.Alerts;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Content;

/// <summary>What the queries say of one bot, before anybody judges it.</summary>
/// <param name="Figures">What it measured.</param>
/// <param name="IsWatched">A rule Offline is about it now.</param>
/// <param name="OfflineRules">The numbers of all rules of that kind, switched off ones too: what they told stays told.</param>
/// <param name="Instances">Those of now.</param>
/// <param name="Alerts">That were open at some time of the period.</param>
internal sealed record BotFacts(
    BotId Id, string Name, BotFigures Figures, bool IsWatched, IReadOnlySet<int> OfflineRules, IReadOnlyList<HeardInstance> Instances,
    IReadOnlyList<OpenedAlert> Alerts, HealthTrend Trend);

/// <summary>What a bot measured over a period.</summary>
/// <param name="Changes">The commands that became worse or better than in the period before.</param>
/// <param name="Lost">What it recorded and could not deliver.</param>
/// <param name="Health">The average over the period, with one decimal.</param>
/// <param name="WasThere">Anything came from it, be it without a single command.</param>
/// <param name="WasThereBefore">So it was in the period before; asked of those that were not there since.</param>
internal sealed record BotFigures(
    DigestUsage Now, DigestUsage Before, IReadOnlyList<CommandChange> Changes, long Lost, double? Health, bool WasThere, bool WasThereBefore)
{
    /// <summary>How long no score of it is known, since it was heard for the first time; zero where it never has one.</summary>
    public TimeSpan Unknown { get; init; }

    /// <summary>Of a bot that never sent anything.</summary>
    public static readonly BotFigures None = new(DigestUsage.None, DigestUsage.None, [], 0, null, WasThere: false, WasThereBefore: false);
}

/// <param name="FirstAt">When anything came from it for the first time.</param>
/// <param name="LastAt">When anything came from it last.</param>
internal sealed record HeardInstance(string Name, DateTimeOffset FirstAt, DateTimeOffset LastAt);
