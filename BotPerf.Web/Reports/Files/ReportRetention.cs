using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Reports.Files;

/// <summary>Lets go of reports that are too old, too many or too large.</summary>
internal sealed class ReportRetention(
    ReportReader reader, IDbContextFactory<AppDbContext> contexts, AppDbGate gate, ReportShelf shelf, IOptions<ReportOptions> options, TimeProvider time)
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
            // Not through the change tracker: one that is deleted or begun anew meanwhile is no conflict.
            using (await gate.EnterAsync(cancellationToken))
                await context.Reports.Where(row => gone.Contains(row.Id) && row.EndedAt != null).ExecuteDeleteAsync(cancellationToken);
        }

        foreach (var id in folders.Except(kept.Where(report => report.HasFiles).Select(report => report.Id)).Concat(gone).Distinct())
            shelf.Remove(id);
        return gone.Count;
    }

    /// <summary>
    /// Pure. One that is not over is kept. Reports that have no files count apart: many that failed take nobody's place. Where all are
    /// too large together, whoever has the most loses their oldest first.
    /// </summary>
    /// <param name="newestFirst">Every report.</param>
    internal static IReadOnlyList<int> Gone(IReadOnlyList<KeptReport> newestFirst, ReportOptions limits, DateTimeOffset now)
    {
        var over = newestFirst.Where(report => report.EndedAt is not null).ToList();
        var kept = over.Where(report => report.EndedAt >= now.AddDays(-limits.KeepDays))
            .GroupBy(report => (report.Owner, report.HasFiles)).SelectMany(own => own.Take(limits.KeepCount)).ToList();
        var gone = over.Except(kept).Select(report => report.Id).ToList();
        var owners = kept.Where(report => report.Bytes > 0).GroupBy(report => report.Owner)
            .ToDictionary(own => own.Key, own => (Bytes: own.Sum(report => report.Bytes), Oldest: new Stack<KeptReport>(own)));
        for (var bytes = owners.Values.Sum(own => own.Bytes); bytes > limits.KeepBytes;)
        {
            var (owner, most) = owners.MaxBy(one => one.Value.Bytes);
            var oldest = most.Oldest.Pop();
            gone.Add(oldest.Id);
            owners[owner] = most with { Bytes = most.Bytes - oldest.Bytes };
            bytes -= oldest.Bytes;
        }

        return gone;
    }
}
