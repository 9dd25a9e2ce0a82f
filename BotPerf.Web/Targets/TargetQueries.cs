using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>A target beside what a bot made of it.</summary>
/// <param name="Budget">Null: it has not been read yet.</param>
public sealed record TargetState(Target Target, BotId Bot, string BotName, ErrorBudget? Budget)
{
    /// <summary>The more, the worse; of what is not known nothing is said.</summary>
    public double Badness => Budget is { IsKnown: true, Left: { } left } ? -left : double.NegativeInfinity;
}

/// <summary>Targets as pages and programs see them. From memory.</summary>
internal sealed class TargetQueries(TargetBook book, TargetMemory memory, BotRegistry bots)
{
    /// <summary>Worst first; of one bot, or of all.</summary>
    public IReadOnlyList<TargetState> States(BotId? bot) =>
        [.. bots.All.Where(one => bot is null || one.Id == bot)
            .SelectMany(one => book.All.Where(target => target.Concerns(one.Id)).Select(target => new TargetState(target, one.Id, one.Name, memory.Budget(one.Id, target))))
            .OrderByDescending(state => state.Badness).ThenBy(state => state.BotName, StringComparer.OrdinalIgnoreCase).ThenBy(state => state.Target.Id)];

    /// <summary>How much of the budget was left after each hour of the window, had it begun full; empty while it is not known.</summary>
    public IReadOnlyList<(DateTimeOffset At, double Left)> Course(BotId bot, Target target)
    {
        if (memory.Hours(bot, target) is not { } hours)
            return [];

        var allowed = hours.Sum(hour => hour.Tally.All) * (1 - target.Objective);
        var (course, bad) = (new List<(DateTimeOffset, double)>(), 0.0);
        foreach (var (hour, tally) in allowed > 0 ? hours : [])
        {
            bad += tally.Bad;
            course.Add((DateTimeOffset.FromUnixTimeSeconds(hour * 3_600), 1 - bad / allowed));
        }

        return course;
    }
}
