using BotPerf.Web.Ingest;

namespace BotPerf.Web.Alerts;

/// <summary>Which healer helps against which trouble, and how its outcome reads. Pure.</summary>
internal static class HealPlan
{
    /// <param name="rule">The key of the default rule; null for a person's own.</param>
    /// <returns>Null: there is nothing that a bot could do.</returns>
    public static string? HealerOf(string? rule) => rule switch
    {
        "memory_high" or "heap_high" or "memory_limit" or "memory_leak" => "memory",
        "error_rate" => "error_rate",
        "command_slow" => "response_time",
        "probe_down" => "api_health",
        _ => null,
    };

    /// <param name="healer">Which was asked for.</param>
    /// <param name="outcomes">Of each instance that was asked.</param>
    /// <returns>A line of the alert's history; null: nobody was asked.</returns>
    public static string? Words(string healer, IEnumerable<HealOutcome> outcomes)
    {
        var said = outcomes.Where(outcome => outcome.State != HealState.NoSuchHealer)
            .Select(outcome => $"{outcome.Instance}: {Words(outcome)}").ToList();
        return said.Count == 0 ? null : HealText.Clean($"{healer} on {string.Join("; ", said)}");
    }

    private static string Words(HealOutcome outcome) => outcome switch
    {
        { State: HealState.Healed, Detail.Length: 0 } => "it helped",
        { State: HealState.Healed } => $"it helped, {outcome.Detail}",
        { State: HealState.Failed, Detail.Length: 0 } => "it did not help",
        { State: HealState.Failed } => $"it did not help, {outcome.Detail}",
        { State: HealState.NotConnected } => "not connected any more",
        _ => "no answer",
    };
}
