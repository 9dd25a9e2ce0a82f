namespace BotPerf.Web.Alerts;

/// <summary>
/// Who is to blame for whom: a bot that is offline has no gateway and no figures, and one with a bad gateway has slow
/// commands and errors; a budget that burns fast also burns slowly. Of a chain people are told of its beginning. Pure.
/// </summary>
internal sealed class ParentPlan
{
    private static readonly HashSet<string> s_gateway =
        [DefaultRules.ZombieGateway, DefaultRules.GatewayLatency, "shards_missing", "silent_shard"];

    // What a bad gateway makes bad. A disk that fills up is none of it.
    private static readonly HashSet<string> s_afterGateway = ["command_slow", "command_deadline", "error_rate", "message_slow"];

    // The faster one says the same sooner.
    private static readonly string[] s_burning = [DefaultRules.BudgetFast, DefaultRules.BudgetMedium, DefaultRules.BudgetSlow];

    private readonly Dictionary<(string? Target, int Speed), Alert> _burning = [];
    private readonly Dictionary<string, Alert> _offline = [];
    private readonly Dictionary<string, Alert> _gateway = [];
    private readonly IReadOnlyCollection<string> _instances;

    /// <param name="open">What is open of one bot and not kept quiet by a silence, each with the key of its default rule.</param>
    /// <param name="instances">All instances that the bot has.</param>
    public ParentPlan(IEnumerable<(Alert Alert, string? Rule)> open, IReadOnlyCollection<string> instances)
    {
        _instances = instances;
        foreach (var (alert, rule) in open)
        {
            if (SpeedOf(rule) is { } speed)
                _burning[(alert.Target[BurnSignals.TargetLabel], speed)] = alert;
            if (RankOf(rule) is not { } parents)
                continue;

            var own = alert.Target[AlertTarget.Instance] ?? "";
            if (!parents.TryGetValue(own, out var known) || known.Severity < alert.Severity)
                parents[own] = alert;
        }
    }

    /// <summary>Whether alerts of a rule explain others.</summary>
    public static bool IsParent(string? rule) => rule is not null && (rule == DefaultRules.Offline || s_gateway.Contains(rule) || SpeedOf(rule) is not null);

    /// <param name="alert">The one that would be told.</param>
    /// <param name="rule">The key of its default rule, or null.</param>
    /// <returns>The alert that explains it, no milder than it is; null: none does.</returns>
    public Alert? ParentOf(Alert alert, string? rule)
    {
        if (rule == DefaultRules.Offline)
            return null;
        if (Find(_offline, alert) is { } offline)
            return offline;
        if (SpeedOf(rule) is { } speed)
            return Faster(alert, speed);
        return rule is not null && s_afterGateway.Contains(rule) && Find(_gateway, alert) is { } gateway && gateway.Severity >= alert.Severity
            ? gateway
            : null;
    }

    private static int? SpeedOf(string? rule) => rule is not null && Array.IndexOf(s_burning, rule) is >= 0 and var speed ? speed : null;

    private Alert? Faster(Alert alert, int speed) => Enumerable.Range(0, speed)
        .Select(faster => _burning.GetValueOrDefault((alert.Target[BurnSignals.TargetLabel], faster)))
        .FirstOrDefault(faster => faster is not null && faster.Severity >= alert.Severity);

    private Dictionary<string, Alert>? RankOf(string? rule) =>
        rule == DefaultRules.Offline ? _offline : rule is not null && s_gateway.Contains(rule) ? _gateway : null;

    // What is about the bot as a whole is only explained when all of the bot is in trouble.
    private Alert? Find(Dictionary<string, Alert> parents, Alert alert)
    {
        if (parents.Count == 0)
            return null;
        if (parents.TryGetValue("", out var whole))
            return whole;
        if (alert.Target[AlertTarget.Instance] is { } own)
            return parents.GetValueOrDefault(own);
        return _instances.Count > 0 && _instances.All(parents.ContainsKey) ? parents.Values.First() : null;
    }
}
