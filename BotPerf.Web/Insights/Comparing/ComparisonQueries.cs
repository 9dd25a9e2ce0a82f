using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights.Comparing;

/// <summary>One side of a comparison.</summary>
/// <param name="Instance">Null: all.</param>
/// <param name="From">Its whole minute is taken.</param>
/// <param name="To">Exclusive; the minute it lies in is left out.</param>
internal sealed record ComparedSide(BotId Bot, string? Instance, DateTimeOffset From, DateTimeOffset To)
{
    // So that there are some pieces on each side, and no more than about a hundred, since memory holds them all: how alike
    // durations of the same time are is read off them.
    public StepRange Range => new(
        From.ToUnixTimeSeconds() / 60, Math.Max((From.ToUnixTimeSeconds() / 60) + 1, To.ToUnixTimeSeconds() / 60),
        (To - From).TotalHours switch { >= 2_400 => 10_080, >= 720 => 1_440, >= 72 => 360, >= 6 => 60, >= 1 => 15, _ => 5 });
}

/// <summary>What became of the commands.</summary>
/// <param name="Together">All of them as one, which has no name; null: nothing ran. Bots that have no command in common are compared by it.</param>
/// <param name="Each">Worse ones first.</param>
internal sealed record ComparedCommands(CommandChange? Together, IReadOnlyList<CommandChange> Each);

/// <summary>Any two ranges of a bot, or of two, command by command and all together.</summary>
internal sealed class ComparisonQueries(CommandPieceQueries pieces)
{
    /// <param name="before">What it is compared with.</param>
    /// <param name="after">What is asked about.</param>
    /// <param name="command">Only this command, or null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<ComparedCommands> OfAsync(
        ComparedSide before, ComparedSide after, string? command, CancellationToken cancellationToken)
    {
        var (oldRange, newRange) = (pieces.Fit(before.Bot, before.Instance, before.Range), pieces.Fit(after.Bot, after.Instance, after.Range));
        // Where only hours or days are left, the one between the two belongs to the later, as in the table of commands.
        if (before.Bot == after.Bot && before.Instance == after.Instance)
        {
            if (before.To <= after.From)
                oldRange = oldRange with { ToMinute = Math.Min(oldRange.ToMinute, newRange.FromMinute) };
            else if (after.To <= before.From)
                newRange = newRange with { ToMinute = Math.Min(newRange.ToMinute, oldRange.FromMinute) };
        }

        var old = await pieces.OfAsync(before.Bot, before.Instance, command, oldRange, cancellationToken);
        var now = await pieces.OfAsync(after.Bot, after.Instance, command, newRange, cancellationToken);
        return new ComparedCommands(CommandComparer.Together(old, now), CommandComparer.Of(old, now));
    }
}
