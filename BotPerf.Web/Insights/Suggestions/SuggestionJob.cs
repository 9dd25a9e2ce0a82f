using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Looks at every bot, gives verdicts, and lets go of what has long been over.</summary>
internal sealed class SuggestionJob(
    BotRegistry bots, LiveStore live, SuggestionRound round, IDbContextFactory<AppDbContext> contexts, TimeProvider time,
    ILogger<SuggestionJob> log) : ScheduledJob
{
    public const string JobName = "suggestions";

    private const int Slice = 500;

    public override string Name => JobName;

    public override string Title => "Look for suggestions";

    public override string Description =>
        $"Looks at the last {SuggestionTimes.WindowHours} hours of every bot for what may be worth changing, and measures whether what was done helped.";

    public override string Schedule => "0 7 * * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        // A bot that never sent anything costs nothing.
        var all = bots.All.Where(bot => live.Bot(bot.Id)?.Instances.Count > 0).ToList();
        var (found, verdicts, failed) = (0, 0, 0);
        for (var i = 0; i < all.Count; i++)
        {
            progress.Report((double)i / all.Count, $"{all[i].Name} is looked at");
            try
            {
                var (more, judged) = await round.LookAsync(all[i].Id, time.GetUtcNow(), cancellationToken);
                (found, verdicts) = (found + more, verdicts + judged);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                failed++;
                log.BotNotLookedAt(all[i].Id, error);
            }
        }

        var gone = all.Count == 0 ? 0 : await CleanUpAsync(cancellationToken);
        var summary = $"{found:N0} new, {verdicts:N0} verdicts, {gone:N0} old ones deleted";
        return failed == 0
            ? new JobResult(all.Count, summary)
            : throw new InvalidOperationException($"{failed:N0} of {all.Count:N0} bots could not be looked at; the log says why. {summary}.");
    }

    private async Task<int> CleanUpAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - SuggestionTimes.Kept;
        var gone = 0;
        for (var found = Slice; found == Slice; gone += found)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await context.Suggestions.Where(row => row.EndedAt < before).OrderBy(row => row.Id).Take(Slice).ToListAsync(cancellationToken);
            context.RemoveRange(rows);
            await context.SaveChangesAsync(cancellationToken);
            found = rows.Count;
        }

        return gone;
    }
}
