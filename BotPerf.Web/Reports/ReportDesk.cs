using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Reports;

/// <summary>
/// What people and programs do with reports. Whoever does not own one and is no administrator is told that there is none.
/// </summary>
internal sealed class ReportDesk(
    IDbContextFactory<AppDbContext> contexts, ReportQueue queue, ReportCheck check, ReportShelf shelf, AuditTrail audit, TimeProvider time)
    : IDisposable
{
    public const int MostWaiting = 5;
    public const int MostAtOnce = 501;

    // Who counts those that wait saves the next before another counts.
    private readonly SemaphoreSlim _ordering = new(1, 1);

    private static readonly string[] s_undone = [ReportEntry.WordOf(ReportState.Waiting), ReportEntry.WordOf(ReportState.Making)];

    /// <summary>Wants one made; it is begun when those before it are over.</summary>
    /// <exception cref="ReportRefusedException">The wish is not possible, or too many of the owner's wait.</exception>
    public async Task<ReportEntry> OrderAsync(ReportWish wish, ReportOwner owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var draft = check.Draft(wish);
        var window = check.Window(wish, now);
        var row = new ReportRow
        {
            AccountId = owner.Account,
            TokenId = owner.Token,
            Owner = owner.Name,
            Title = draft.Title,
            Bots = ReportEntry.Join(draft.Bots),
            Sections = ReportSections.Join(draft.Sections),
            Zone = draft.Zone,
            WindowFrom = window.From,
            WindowTo = window.To,
            BeforeFrom = window.BeforeFrom,
            State = s_undone[0],
            CreatedAt = now,
        };
        await _ordering.WaitAsync(cancellationToken);
        try
        {
            await AddAsync(row, owner, cancellationToken);
        }
        finally
        {
            _ordering.Release();
        }

        queue.Add(row.Id);
        return ReportEntry.Of(row, null);
    }

    private async Task AddAsync(ReportRow row, ReportOwner owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await owner.Own(context.Reports).CountAsync(row => row.ScheduleId == null && s_undone.Contains(row.State), cancellationToken) >= MostWaiting)
            throw new ReportRefusedException($"{MostWaiting} of your reports wait already. Wait until one is made, or cancel one.");

        context.Reports.Add(row);
        context.Audit.Add(audit.Row(owner.Name, "report.ordered", row.Title));
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The newest first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="everybodys">Also those of others, for whoever reaches them.</param>
    /// <param name="before">Only those with smaller numbers.</param>
    /// <param name="take">At most <see cref="MostAtOnce"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<ReportEntry>> ListAsync(
        ReportOwner owner, bool everybodys, int? before, int take, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = everybodys ? owner.Reachable(context.Reports.AsNoTracking()) : owner.Own(context.Reports.AsNoTracking());
        if (before is { } number)
            rows = rows.Where(row => row.Id < number);
        var found = await rows.OrderByDescending(row => row.Id).Take(Math.Min(take, MostAtOnce)).ToListAsync(cancellationToken);
        return found.ConvertAll(row => ReportEntry.Of(row, queue.StepOf(row.Id)));
    }

    /// <summary>Null: there is none, or not for this one.</summary>
    public async Task<ReportEntry?> FindAsync(int id, ReportOwner owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await owner.Reachable(context.Reports.AsNoTracking()).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row
            ? ReportEntry.Of(row, queue.StepOf(id))
            : null;
    }

    /// <summary>False: there is none that is not over.</summary>
    public async Task<bool> CancelAsync(int id, ReportOwner owner, CancellationToken cancellationToken)
    {
        var cancelled = await ChangeAsync(context => owner.Reachable(context.Reports).Where(row => row.Id == id && s_undone.Contains(row.State)), (context, row) =>
        {
            (row.State, row.EndedAt) = (ReportEntry.WordOf(ReportState.Cancelled), time.GetUtcNow());
            context.Audit.Add(audit.Row(owner.Name, "report.cancelled", row.Title));
        }, cancellationToken);
        // Whoever makes it lets go of its files when it ends.
        if (cancelled && !queue.Cancel(id))
            shelf.Remove(id);
        return cancelled;
    }

    /// <summary>False: there is none.</summary>
    public async Task<bool> DeleteAsync(int id, ReportOwner owner, CancellationToken cancellationToken)
    {
        var deleted = await ChangeAsync(context => owner.Reachable(context.Reports).Where(row => row.Id == id), (context, row) =>
        {
            context.Remove(row);
            context.Audit.Add(audit.Row(owner.Name, "report.deleted", row.Title));
        }, cancellationToken);
        if (deleted)
        {
            queue.Cancel(id);
            shelf.Remove(id);
        }

        return deleted;
    }

    public void Dispose() => _ordering.Dispose();

    // Somebody else, or whoever makes it, may change it meanwhile: then what it has become counts.
    private async Task<bool> ChangeAsync(
        Func<AppDbContext, IQueryable<ReportRow>> which, Action<AppDbContext, ReportRow> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await which(context).SingleOrDefaultAsync(cancellationToken) is not { } row)
                return false;

            change(context, row);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return true;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Looked at again.
            }
        }
    }
}
