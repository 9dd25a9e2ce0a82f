using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights.Comparing;

/// <summary>One side of a comparison.</summary>
/// <param name="Instance">Null: all.</param>
/// <param name="From">Its whole minute is taken.</param>
/// <param name="To">Exclusive; the minute it lies in is left out.</param>
internal sealed record ComparedSide(BotId Bot, string? Instance, DateTimeOffset From, DateTimeOffset To)
{
    // So that there are some pieces on each side: how alike durations of the same time are is read off them.
    public StepRange Range => new(
        From.ToUnixTimeSeconds() / 60, Math.Max((From.ToUnixTimeSeconds() / 60) + 1, To.ToUnixTimeSeconds() / 60),
        (To - From).TotalHours switch { >= 72 => 360, >= 6 => 60, >= 1 => 15, _ => 5 });
}

/// <summary>Any two ranges of a bot, or of two, command by command.</summary>
internal sealed class ComparisonQueries(CommandPieceQueries pieces)
{
    /// <param name="before">What it is compared with.</param>
    /// <param name="after">What is asked about.</param>
    /// <param name="command">Only this command, or null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<IReadOnlyList<CommandChange>> OfAsync(
        ComparedSide before, ComparedSide after, string? command, CancellationToken cancellationToken) => CommandComparer.Of(
            await pieces.OfAsync(before.Bot, before.Instance, command, before.Range, cancellationToken),
            await pieces.OfAsync(after.Bot, after.Instance, command, after.Range, cancellationToken));
}
