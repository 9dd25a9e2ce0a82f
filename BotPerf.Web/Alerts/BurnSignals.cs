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

    /// <summary>Whether the target of an alert was removed or renamed, or is not about that bot any more.</summary>
    public bool IsGone(AlertTarget alert, BotId bot) => Find(alert, bot) is null;

    /// <summary>False: nothing can be said of it at this moment.</summary>
    public bool IsTold(AlertTarget alert, BotId bot) => Find(alert, bot) is { } target && memory.IsTold(bot, target);

    private Target? Find(AlertTarget alert, BotId bot) => book.All.FirstOrDefault(target => target.Name == alert[TargetLabel] && target.Concerns(bot));

    private string Words(BotId bot, Target target) => memory.Budget(bot, target) is not { Left: { } left } budget
        ? "What is left of the budget is not known yet."
        : left <= 0 ? $"The budget of {target.Days} days is gone."
        : $"{Format.Percent(left)} of the budget of {target.Days} days is left"
            + (budget.EmptyIn is { } rest ? $"; as in the last six hours it is gone in {Format.Span(rest)}." : ".");
}
