namespace BotPerf.Web.Alerts;

/// <summary>
/// Who is to blame for whom: a bot that is offline has no gateway, and one without a gateway has slow commands. Of a chain
/// people are told of its beginning. Pure.
/// </summary>
internal static class ParentPlan
{
    private const int Offline = 0;
    private const int Gateway = 1;
    private const int Rest = 2;

    /// <param name="rule">The key of the default rule, or null.</param>
    public static int RankOf(string? rule) => rule switch
    {
        DefaultRules.Offline => Offline,
        DefaultRules.ZombieGateway or DefaultRules.GatewayLatency or "shards_missing" or "silent_shard" => Gateway,
        _ => Rest,
    };

    /// <param name="alert">The one that would be told.</param>
    /// <param name="rank">Its rank.</param>
    /// <param name="others">What is pending or open of the same bot, each with its rank.</param>
    /// <param name="instances">All instances that the bot has.</param>
    /// <returns>The alert that explains it; null: none does.</returns>
    public static Alert? ParentOf(Alert alert, int rank, IEnumerable<(Alert Alert, int Rank)> others, IReadOnlyCollection<string> instances)
    {
        foreach (var parents in others.Where(other => other.Rank < rank && other.Alert.Id != alert.Id).GroupBy(other => other.Rank).OrderBy(one => one.Key))
        {
            if (alert.Target[AlertTarget.Instance] is { } own)
            {
                if (parents.FirstOrDefault(parent => (parent.Alert.Target[AlertTarget.Instance] ?? own) == own).Alert is { } of)
                    return of;
                continue;
            }

            // What is about the bot as a whole is only explained when all of the bot is in trouble.
            var explained = parents.Select(parent => parent.Alert.Target[AlertTarget.Instance]).ToList();
            if (explained.Contains(null) || instances.All(explained.Contains))
                return parents.First().Alert;
        }

        return null;
    }
}
