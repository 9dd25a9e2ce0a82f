using BotPerf.Shared.Sketches;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Content;

/// <summary>
/// What bots measured over a period. Of one that did what it always does little is read: sums of whole days, not their
/// pieces. What is over is kept for some minutes, so that people with other lists of bots share it.
/// </summary>
internal sealed class FigureReader(
    LiveStore live, CommandPieceQueries commands, ComparisonQueries comparisons, BotHistoryQueries history, LossQueries losses,
    HealthQueries health, TimeProvider time)
{
    public const int MostKept = 2_000;
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private const int SlotMinutes = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<(BotId Bot, DateTimeOffset Before, DateTimeOffset From, DateTimeOffset To), (DateTimeOffset At, BotFigures Figures)> _kept = [];

    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<BotFigures> OfAsync(Bot bot, CalendarPeriod period, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        // A bot that never sent anything costs nothing more.
        if (live.Bot(bot.Id)?.Instances.Count is null or 0)
            return BotFigures.None;

        var key = (bot.Id, period.Before, period.From, period.To);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out var kept) && (now - kept.At).Duration() < KeptFor)
                return kept.Figures;
        }

        var figures = await ReadAsync(bot.Id, period, zone, cancellationToken);
        if (period.To <= now)
        {
            lock (_gate)
            {
                if (_kept.Count >= MostKept)
                    _kept.Clear();
                _kept[key] = (now, figures);
            }
        }

        return figures;
    }

    private async Task<BotFigures> ReadAsync(BotId bot, CalendarPeriod period, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var (after, from) = await commands.WholeAsync(bot, period.From, period.To, cancellationToken);
        // Where only hours or days are left, the one between the two belongs to the later.
        var (before, _) = await commands.WholeAsync(bot, period.Before, from < period.From ? from : period.From, cancellationToken);
        var lost = (await losses.OfAsync(bot, period.From, period.To, cancellationToken)).Sum(row => row.Count);
        // The history takes the minute its end lies in.
        var scores = await health.HistoryAsync(bot, period.From, period.To.AddMinutes(-1), SlotMinutes, cancellationToken);
        var (usage, usageBefore) = (Usage(after.Values), Usage(before.Values));
        var wasThere = usage.Uses > 0 || scores.Count > 0 || lost > 0 || await WasThereAsync(bot, period.From, period.To, zone, cancellationToken);
        return new BotFigures(
            usage, usageBefore, await ChangesAsync(bot, before, after, period, cancellationToken), lost,
            // One decimal, as every score.
            scores.Average(point => point.Overall) is { } average ? Math.Round(average, 1) : null,
            wasThere, usageBefore.Uses > 0 || (!wasThere && await WasThereAsync(bot, period.Before, period.From, zone, cancellationToken)))
        {
            Unknown = UnknownOf(bot, scores.Count(point => point.Overall is not null), period),
        };
    }

    private TimeSpan UnknownOf(BotId bot, int known, CalendarPeriod period)
    {
        var heardUs = live.InstancesOf(bot, name: null).Select(one => one.Entry.FirstSeenUs).DefaultIfEmpty().Min();
        var from = DateTimeOffset.UnixEpoch.AddMicroseconds(heardUs) is var heard && heard > period.From ? heard : period.From;
        var to = period.To < time.GetUtcNow() ? period.To : time.GetUtcNow();
        var unknown = to - from - TimeSpan.FromMinutes(known * SlotMinutes);
        return known == 0 || unknown < TimeSpan.Zero ? TimeSpan.Zero : unknown;
    }

    // In one piece a change is never less sure than in pieces: what moved in none did not move.
    private async Task<IReadOnlyList<CommandChange>> ChangesAsync(
        BotId bot, Dictionary<string, CommandPieces> before, Dictionary<string, CommandPieces> after, CalendarPeriod period,
        CancellationToken cancellationToken)
    {
        var moved = Moved(CommandComparer.Of(before, after));
        return moved.Count == 0 ? [] : Moved((await comparisons.OfAsync(
            new ComparedSide(bot, null, period.Before, period.From), new ComparedSide(bot, null, period.From, period.To),
            moved is [var only] ? only.Name : null, cancellationToken)).Each);
    }

    private static List<CommandChange> Moved(IEnumerable<CommandChange> changes) =>
        [.. changes.Where(change => change.Verdict is ChangeVerdict.Worse or ChangeVerdict.Better)];

    // Without commands and without a score.
    private async Task<bool> WasThereAsync(BotId bot, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, CancellationToken cancellationToken) =>
        (await history.OfAsync(bot, null, StepRange.Days(from, to, zone), cancellationToken)).Count > 0;

    private static DigestUsage Usage(IEnumerable<CommandPieces> commands)
    {
        var (durations, errors) = (new Sketch(), 0.0);
        foreach (var command in commands)
        {
            errors += command.Errors;
            foreach (var piece in command.Durations)
                durations.Merge(piece);
        }

        return durations.IsEmpty ? DigestUsage.None : new DigestUsage(durations.Count, errors, durations.Quantile(0.95) * 1_000);
    }
}
