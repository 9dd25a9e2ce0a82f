using BotPerf.Web.Reports.Files;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Reports.Making;

/// <summary>Makes reports, one at a time. What the server's end cut off is begun anew at its start.</summary>
internal sealed class ReportWorker(
    ReportQueue queue, ReportReader reader, IDbContextFactory<AppDbContext> contexts, ReportMaker maker, ReportFiles files, ReportShelf shelf,
    ReportRetention retention, TimeProvider time, ILogger<ReportWorker> log) : BackgroundService
{
    public const int MostAttempts = 3;

    private const int MostBusy = 20;
    private const double WhenRead = 0.6;
    private static readonly TimeSpan s_whenBusy = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var undone in await reader.UndoneAsync(
            [ReportEntry.WordOf(ReportState.Waiting), ReportEntry.WordOf(ReportState.Making)], stoppingToken))
            queue.Add(undone);
        await foreach (var id in queue.ReadAsync(stoppingToken))
        {
            try
            {
                await MakeAsync(id, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
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
            var report = await ReadAsync(row, run, run.End.Token);
            var made = await files.WriteAsync(
                row.Id, report, (part, what) => run.Progress.Report(WhenRead + ((1 - WhenRead) * part), what), run.End.Token);
            await EndAsync(row, ReportState.Done, null, made);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It waits for the next start.
        }
        catch (OperationCanceledException) when (run.End.IsCancellationRequested)
        {
            await EndAsync(row, ReportState.Cancelled, null, null);
        }
        catch (Exception error)
        {
            log.ReportFailed(id, error);
            await EndAsync(row, ReportState.Failed, error is IOException
                ? $"The files could not be written: {TextCut.OneLine(error.Message, 200)}"
                : error is ReadsBusyException ? "Other long histories were read all the time. Make it again later." : "It could not be made; the server's log says why.", null);
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

    private async Task<Report> ReadAsync(ReportRow row, ReportQueue.Run run, CancellationToken cancellationToken)
    {
        var window = ReportWindow.Of(row.WindowFrom, row.WindowTo, time.GetUtcNow());
        for (var busy = 0; ; busy++)
        {
            try
            {
                return await maker.MakeAsync(
                    ReportEntry.DraftOf(row), window, row.Owner, (part, what) => run.Progress.Report(WhenRead * part, what), cancellationToken);
            }
            catch (ReadsBusyException) when (busy < MostBusy)
            {
                run.Progress.Report(null, "others read long histories: waiting");
                await Task.Delay(s_whenBusy, time, cancellationToken);
            }
        }
    }

    // Null: it is gone, over, or has ended the server too often.
    private async Task<ReportRow?> BeginAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Reports.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row
            || ReportEntry.StateOf(row.State) is not (ReportState.Waiting or ReportState.Making))
            return null;

        var mayBegin = row.Attempts < MostAttempts;
        (row.State, row.Attempts) = (ReportEntry.WordOf(mayBegin ? ReportState.Making : ReportState.Failed), row.Attempts + 1);
        if (!mayBegin)
            (row.Problem, row.EndedAt) = ($"The server ended {MostAttempts} times while it was made.", time.GetUtcNow());
        await context.SaveChangesAsync(cancellationToken);
        return mayBegin ? row : null;
    }

    private async Task EndAsync(ReportRow row, ReportState state, string? problem, MadeFiles? made)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        if (await context.Reports.SingleOrDefaultAsync(one => one.Id == row.Id) is not { } kept)
        {
            // It was deleted meanwhile.
            shelf.Remove(row.Id);
            return;
        }

        (kept.State, kept.Problem, kept.EndedAt) = (ReportEntry.WordOf(state), problem, time.GetUtcNow());
        (kept.NoPdf, kept.Bytes) = (made?.NoPdf, made?.Bytes ?? 0);
        await context.SaveChangesAsync();
        if (state != ReportState.Done)
            shelf.Remove(row.Id);
    }
}
