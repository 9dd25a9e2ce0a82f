using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>Lets go of alerts and silences that have been over for longer than hours are kept.</summary>
internal sealed class AlertCleanUpJob(IDbContextFactory<AppDbContext> contexts, TimeProvider time) : ScheduledJob
{
    /// <summary>As long as hours are kept: an alert without its chart says little.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    private const int Slice = 500;

    public override string Name => "alert-clean-up";

    public override string Title => "Clean up alerts";

    public override string Description => $"Deletes alerts and silences that ended more than {Kept.TotalDays:0} days ago.";

    public override string Schedule => "0 50 3 * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        var alerts = 0;
        for (var found = Slice; found == Slice;)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await context.Alerts.Where(row => row.ResolvedAt < before).OrderBy(row => row.Id).Take(Slice).ToListAsync(cancellationToken);
            context.RemoveRange(rows);
            await context.SaveChangesAsync(cancellationToken);
            alerts += found = rows.Count;
            progress.Report(null, $"{alerts:N0} alerts deleted");
        }

        await using var last = await contexts.CreateDbContextAsync(cancellationToken);
        var silences = await last.Silences.Where(row => row.EndsAt < before).ToListAsync(cancellationToken);
        last.RemoveRange(silences);
        await last.SaveChangesAsync(cancellationToken);
        return new JobResult(alerts + silences.Count, $"{alerts:N0} alerts and {silences.Count:N0} silences deleted");
    }
}
