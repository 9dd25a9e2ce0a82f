using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.HealthScores;

/// <summary>The scores of some minutes, on average; null: unknown.</summary>
/// <param name="At">Their beginning.</param>
/// <param name="Parts">Of each component.</param>
public sealed record HealthPoint(DateTimeOffset At, double? Overall, IReadOnlyList<double?> Parts);

/// <summary>A bot, its score and where it is going.</summary>
public sealed record BotHealth(BotId Bot, string Name, HealthScore Score, HealthDirection Direction);

/// <summary>What pages and programs ask about health. Safe to call from any thread.</summary>
internal sealed class HealthQueries(BotRegistry bots, HealthBoard board, HealthTrendBook trends, HealthLedger ledger)
{
    private const double Tenths = 10;

    /// <summary>At this moment, from memory; null when there is no such bot.</summary>
    public BotHealth? Of(BotId bot) => bots.Find(bot) is { } found ? Of(found) : null;

    public BotHealth Of(Bot bot) => new(bot.Id, bot.Name, board.Of(bot), trends.Of(bot.Id));

    /// <summary>Every bot, the worst first, those whose score is unknown last.</summary>
    public IReadOnlyList<BotHealth> All() =>
        [.. bots.All.Select(Of).OrderBy(bot => bot.Score.Score ?? double.MaxValue).ThenBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Point after point, oldest first; where nothing is known there is none, nor in what BotPerf was away for.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end.</param>
    /// <param name="stepMinutes">How much one point stands for; a multiple of ten minutes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<HealthPoint>> HistoryAsync(
        BotId bot, DateTimeOffset from, DateTimeOffset to, int stepMinutes, CancellationToken cancellationToken)
    {
        var rows = await ledger.ReadAsync(bot, from.ToUnixTimeSeconds() / 60 / stepMinutes * stepMinutes, to.ToUnixTimeSeconds() / 60 + 1, cancellationToken);
        return [.. rows.GroupBy(row => row.Minute / stepMinutes).Select(step => new HealthPoint(
            DateTimeOffset.FromUnixTimeSeconds(step.Key * stepMinutes * 60), Average(step, row => row.Overall),
            [
                Average(step, row => row.Cpu), Average(step, row => row.Memory), Average(step, row => row.Network),
                Average(step, row => row.Discord), Average(step, row => row.Commands),
            ]))];
    }

    private static double? Average(IEnumerable<HealthScoreRow> rows, Func<HealthScoreRow, int?> of) =>
        rows.Average(of) is { } average ? Math.Round(average / Tenths, 1) : null;
}
