using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;

namespace BotPerf.Web.HealthScores;

/// <summary>Tells the bots of each score as it is made, for their own reports in the chat.</summary>
internal sealed class HealthNews(HealthBoard board, BotLine line, ILogger<HealthNews> log) : IHostedService
{
    private const int MostDeductions = 5;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        board.Scored += OnScored;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        board.Scored -= OnScored;
        return Task.CompletedTask;
    }

    /// <summary>Null: there is no score to tell.</summary>
    public static HealthMessage? Message(HealthScore score) => score.Score is not { } known ? null : new(known, HealthBands.Word(score.Band),
        [.. score.Parts.SelectMany(part => part.Deductions)
            .OrderByDescending(finding => finding.Points * HealthComponents.Weight(finding.Check.Component)).Take(MostDeductions)
            .Select(HealthWords.DeductionOf)]);

    // Not waited for: a bot that does not read would hold up all others.
    private void OnScored(BotId bot, HealthScore score)
    {
        if (Message(score) is { } message)
            _ = TellAsync(bot, message);
    }

    private async Task TellAsync(BotId bot, HealthMessage message)
    {
        try
        {
            await line.HealthScoredAsync(bot, message);
        }
        catch (Exception failed)
        {
            // The next score is told again.
            log.ScoreNotTold(failed, bot);
        }
    }
}
