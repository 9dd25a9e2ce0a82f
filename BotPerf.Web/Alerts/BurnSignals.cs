using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Alerts;

/// <summary>How fast the targets of a bot use up what may go wrong, from memory.</summary>
internal sealed class BurnSignals(TargetBook book, TargetMemory memory)
{
    public const string TargetLabel = "target";

    public IEnumerable<Reading> Read(AlertRule rule, BotId bot)
    {
        foreach (var target in book.All)
        {
            if (target.Concerns(bot) && memory.Burn(bot, target, rule.Signal.WindowMinutes) is { } burn)
                yield return new Reading(rule, AlertTarget.Of([new Label(TargetLabel, target.Name)]), burn, () => Words(bot, target));
        }
    }

    private string Words(BotId bot, Target target) => memory.Budget(bot, target) is not { Left: { } left } budget
        ? "What is left of the budget is not known yet."
        : left <= 0 ? $"The budget of {target.Days} days is gone."
        : $"{Format.Percent(left)} of the budget of {target.Days} days is left"
            + (budget.EmptyIn is { } rest ? $"; as in the last six hours it is gone in {Format.Span(rest)}." : ".");
}
