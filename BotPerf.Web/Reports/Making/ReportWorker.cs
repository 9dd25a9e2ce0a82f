using BotPerf.Web.Reports.Files;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Reports.Making;

/// <summary>Makes reports, one at a time. What the server's end cut off is begun anew at its start.</summary>
internal sealed class ReportWorker(
    ReportQueue queue, ReportReader reader, IDbContextFactory<AppDbContext> contexts, ReportMaker maker, ReportFiles files, ReportShelf shelf,
    ReportRetention retention, ReportRights rights, IHostApplicationLifetime server, TimeProvider time, ILogger<ReportWorker> log) : BackgroundService
{
    public const int MostAttempts = 3;

    private const double WhenRead = 0.6;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await FailLostAsync(stoppingToken);
        foreach (var undone in await reader.UndoneAsync(
            [ReportEntry.WordOf(ReportState.Waiting), ReportEntry.WordOf(ReportState.Making)], stoppingToken))
            queue.Add(undone);
        // The server's end is known here before this worker's turn to stop comes; the browser may end as early.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, server.ApplicationStopping);
        var stopping = either.Token;
        await foreach (var id in queue.ReadAsync(stoppingToken))
        {
            try
            {
                await MakeAsync(id, stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                log.NotWrittenDown(id, error);
            }
            finally
            {
                queue.End(id);
            }
        }
    }

    private async Task MakeAsync(int id, CancellationToken stopping)
    {
        var run = queue.Begin(id, stopping);
        if (await BeginAsync(id, stopping) is not { } row)
            return;

        try
        {
            run.Progress.Report(0, "reading");
            var window = ReportWindow.Of(row.WindowFrom, row.WindowTo, time.GetUtcNow(), row.BeforeFrom);
            var report = await maker.MakeAsync(
                ReportEntry.DraftOf(row), window, row.Owner, (part, what) => run.Progress.Report(WhenRead * part, what), run.End.Token);
            // The long table is read while it is written.
            var made = await ReportMaker.Busy.RunAsync(
                () => files.WriteAsync(
                    row.Id, report, (part, what) => run.Progress.Report(WhenRead + ((1 - WhenRead) * part), what), run.End.Token),
                () => run.Progress.Report(WhenRead, "the storage is busy: waiting"), time, run.End.Token);
            await EndAsync(row, ReportState.Done, null, made);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // It waits for the next start.
        }
        catch (Exception) when (run.End.IsCancellationRequested)
        {
            // Whatever came of it: what it wrote may have been deleted under its hands.
            await EndAsync(row, ReportState.Cancelled, null, null);
        }
        catch (Exception error)
        {
            log.ReportFailed(id, error);
            await EndAsync(row, ReportState.Failed, error switch
            {
                ReportRefusedException => error.Message,
                IOException => $"The files could not be written: {TextCut.OneLine(error.Message, 200)}",
                ReadsBusyException => "Others read long histories, or the storage was busy, all the time. Make it again later.",
                _ => "It could not be made; the server's log says why.",
            }, null);
        }

        try
        {
            await retention.ApplyAsync(stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            // The report is there all the same; the job of the night lets go of what is too much.
            log.NotLetGo(error);
        }
    }

    // After a restore there are the rows and no files: those are in no backup.
    private async Task FailLostAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MarkLostAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The list is wrong about them until the next start; reports can be made all the same.
            log.LostNotMarked(error);
        }
    }

    private async Task MarkLostAsync(CancellationToken cancellationToken)
    {
        var done = ReportEntry.WordOf(ReportState.Done);
        var lost = (await reader.InStateAsync(done, cancellationToken)).Where(id => !shelf.Has(id, ReportFiles.Html)).ToList();
        if (lost.Count == 0)
            return;

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var row in await context.Reports.Where(row => lost.Contains(row.Id)).ToListAsync(cancellationToken))
        {
            (row.State, row.Problem, row.Bytes) = (ReportEntry.WordOf(ReportState.Failed), "Its files are not there any more; no backup has them.", 0);
            row.Attempts = MostAttempts;
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    // Null: it is gone, over, of somebody who may no longer have it, or has ended the server too often.
    private async Task<ReportRow?> BeginAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Reports.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row
            || ReportEntry.StateOf(row.State) is not (ReportState.Waiting or ReportState.Making))
            return null;

        var why = row.Attempts >= MostAttempts ? $"It was begun {MostAttempts} times, and the server ended while it was made."
            : !await rights.HoldAsync(row.AccountId, row.TokenId, cancellationToken) ? ReportRights.Ended
            : null;
        if (why is not null)
        {
            row.Attempts = MostAttempts;
            await EndAsync(context, row, ReportState.Failed, why, null);
            return null;
        }

        (row.State, row.Attempts) = (ReportEntry.WordOf(ReportState.Making), row.Attempts + 1);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return row;
        }
        catch (DbUpdateConcurrencyException)
        {
            // It was cancelled or deleted in this moment.
            shelf.Remove(id);
            return null;
        }
    }

    private async Task EndAsync(ReportRow row, ReportState state, string? problem, MadeFiles? made)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        var making = ReportEntry.WordOf(ReportState.Making);
        if (await context.Reports.SingleOrDefaultAsync(one => one.Id == row.Id && one.State == making) is { } kept)
            await EndAsync(context, kept, state, problem, made);
        else
            // It was cancelled or deleted meanwhile.
            shelf.Remove(row.Id);
    }

    private async Task EndAsync(AppDbContext context, ReportRow row, ReportState state, string? problem, MadeFiles? made)
    {
        (row.State, row.Problem, row.EndedAt) = (ReportEntry.WordOf(state), problem, time.GetUtcNow());
        (row.NoPdf, row.Bytes) = (made?.NoPdf, made?.Bytes ?? 0);
        try
        {
            await context.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            state = ReportState.Cancelled;
        }

        if (state != ReportState.Done)
            shelf.Remove(row.Id);
    }
}
