using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>A target beside what a bot made of it.</summary>
/// <param name="Budget">Null: it is not known.</param>
/// <param name="HasRoom">False: there are more targets and bots than are counted.</param>
public sealed record TargetState(Target Target, BotId Bot, string BotName, ErrorBudget? Budget, bool HasRoom)
{
    /// <summary>The more, the worse; of what is not known nothing is said.</summary>
    public double Badness => Budget is { IsKnown: true, Left: { } left } ? -left : double.NegativeInfinity;
}

/// <summary>Targets as pages and programs see them. From memory.</summary>
internal sealed class TargetQueries(TargetBook book, TargetMemory memory, BotRegistry bots)
{
    /// <summary>Worst first; of one bot, or of all as far as they are counted.</summary>
    public IReadOnlyList<TargetState> States(BotId? bot)
    {
        var pairs = bot is { } one
            ? book.All.Where(target => target.Concerns(one)).Select(target => (Bot: one, Target: target))
            : TargetMemory.Pairs(bots.All, book.All);
        return [.. pairs.Select(pair => StateOf(pair.Bot, pair.Target)).OfType<TargetState>().OrderByDescending(state => state.Badness)
            .ThenBy(state => state.BotName, StringComparer.OrdinalIgnoreCase).ThenBy(state => state.Target.Id)];
    }

    /// <summary>How much of the budget was left after each hour of the window, had it begun full; empty while it is not known.</summary>
    public IReadOnlyList<(DateTimeOffset At, double Left)> Course(BotId bot, Target target)
    {
        if (memory.Hours(bot, target) is not { } hours)
            return [];

        var allowed = hours.Sum(hour => hour.Tally.All) * target.Allowed;
        var (course, bad) = (new List<(DateTimeOffset, double)>(), 0.0);
        foreach (var (hour, tally) in allowed > 0 ? hours : [])
        {
            bad += tally.Bad;
            course.Add((DateTimeOffset.FromUnixTimeSeconds(hour * 3_600), 1 - bad / allowed));
        }

        return course;
    }

    private TargetState? StateOf(BotId id, Target target) => bots.Find(id) is { } bot
        ? new TargetState(target, id, bot.Name, memory.Budget(id, target), memory.HasRoomFor(id, target))
        : null;
}
