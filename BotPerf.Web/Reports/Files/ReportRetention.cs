using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Reports.Files;

/// <summary>Lets go of reports that are too old, too many or too large.</summary>
internal sealed class ReportRetention(
    ReportReader reader, IDbContextFactory<AppDbContext> contexts, ReportShelf shelf, IOptions<ReportOptions> options, TimeProvider time)
{
    private static readonly string[] s_without = [ReportEntry.WordOf(ReportState.Failed), ReportEntry.WordOf(ReportState.Cancelled)];

    /// <returns>How many went.</returns>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        // Before the rows: a folder that comes meanwhile has one.
        var folders = shelf.All();
        var kept = await reader.KeptAsync(s_without, cancellationToken);
        var gone = Gone(kept, options.Value, time.GetUtcNow());
        if (gone.Count > 0)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            context.RemoveRange(await context.Reports.Where(row => gone.Contains(row.Id)).ToListAsync(cancellationToken));
            await context.SaveChangesAsync(cancellationToken);
        }

        foreach (var id in folders.Except(kept.Where(report => report.HasFiles).Select(report => report.Id)).Concat(gone).Distinct())
            shelf.Remove(id);
        return gone.Count;
    }

    /// <summary>Pure. One that is not over is kept.</summary>
    /// <param name="newestFirst">Every report.</param>
    internal static IReadOnlyList<int> Gone(IReadOnlyList<KeptReport> newestFirst, ReportOptions limits, DateTimeOffset now)
    {
        var (gone, bytes) = (new List<int>(), 0L);
        var counts = new Dictionary<long, int>();
        foreach (var report in newestFirst.Where(report => report.EndedAt is not null))
        {
            // What goes takes no room from those before it.
            var count = counts.GetValueOrDefault(report.Owner) + 1;
            if (report.EndedAt < now.AddDays(-limits.KeepDays) || count > limits.KeepCount || bytes + report.Bytes > limits.KeepBytes)
            {
                gone.Add(report.Id);
                continue;
            }

            (counts[report.Owner], bytes) = (count, bytes + report.Bytes);
        }

        return gone;
    }
}
