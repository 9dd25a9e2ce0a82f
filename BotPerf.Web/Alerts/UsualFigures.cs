using System.Collections.Concurrent;
using BotPerf.Web.Baselines;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>What is usual of the figures of rules, for each target, in memory. Made by <see cref="UsualWorker"/>.</summary>
internal sealed class UsualFigures
{
    /// <summary>Of all rules together: some fifteen megabytes.</summary>
    public const int MostTargets = 5_000;

    private readonly ConcurrentDictionary<int, OfRule> _rules = [];

    public int Targets => _rules.Values.Sum(rule => rule.Usual.Count);

    /// <summary>Null: it is not known yet, or less than three days are.</summary>
    public SeasonalBaseline? Of(AlertKey key) => _rules.TryGetValue(key.Rule, out var rule) ? rule.Usual.GetValueOrDefault((key.Bot, key.Target)) : null;

    /// <returns>False: there was no room for all of them.</returns>
    public bool Set(AlertRule rule, IReadOnlyDictionary<(BotId Bot, string Target), SeasonalBaseline> usual)
    {
        var room = MostTargets - _rules.Where(one => one.Key != rule.Id).Sum(one => one.Value.Usual.Count);
        _rules[rule.Id] = new OfRule(FigureOf(rule), usual.Count <= room ? usual : usual.Take(room).ToDictionary());
        return usual.Count <= room;
    }

    /// <summary>Lets go of what belongs to no rule, or to a rule as it was.</summary>
    /// <returns>The rules of which nothing is known.</returns>
    public IReadOnlyList<AlertRule> Keep(IReadOnlyList<AlertRule> rules)
    {
        var wanted = rules.Where(rule => rule is { IsBesideUsual: true, Enabled: true, Signal.Kind: SignalKind.Metric }).ToList();
        foreach (var (id, of) in _rules)
        {
            if (!wanted.Exists(rule => rule.Id == id && FigureOf(rule) == of.Figure))
                _rules.TryRemove(id, out _);
        }

        return [.. wanted.Where(rule => !_rules.ContainsKey(rule.Id))];
    }

    // What of a rule decides its figure and targets.
    private static string FigureOf(AlertRule rule) => (RuleDefinition.Of(rule) with
    {
        Condition = default, Side = default, Levels = null, ForSeconds = 0, KeepFiringSeconds = 0, CooldownSeconds = 0,
    }).ToJson();

    private sealed record OfRule(string Figure, IReadOnlyDictionary<(BotId Bot, string Target), SeasonalBaseline> Usual);
}

/// <summary>Figures beside what is usual of them. Pure.</summary>
internal static class BesideUsual
{
    /// <param name="rule">One that <see cref="AlertRule.IsBesideUsual"/>.</param>
    /// <param name="usual">Of the target.</param>
    /// <param name="second">Unix time.</param>
    /// <param name="value">The figure itself.</param>
    /// <returns>What the thresholds of the rule are compared with; below 0 on the side that is not looked at. Null: there is no share of nothing.</returns>
    public static double? Of(AlertRule rule, SeasonalBaseline usual, long second, double value)
    {
        var middle = usual.At(second);
        if (rule.Condition == Condition.Growth && middle == 0)
            return null;

        var beside = rule.Condition == Condition.Growth ? (value - middle) / Math.Abs(middle) : usual.Score(second, value);
        return rule.Side switch
        {
            UsualSide.Above => beside,
            UsualSide.Below => -beside,
            _ => Math.Abs(beside),
        };
    }

    /// <summary>"412 ms, where 80 ms to 130 ms is usual at this hour of the week."</summary>
    public static string Words(SeasonalBaseline usual, long second, double value, string unit)
    {
        var (low, high) = usual.Range(second);
        return $"{FigureText.Of(value, unit)}, where {FigureText.Of(low, unit)} to {FigureText.Of(high, unit)} is usual at this hour of the week.";
    }
}
