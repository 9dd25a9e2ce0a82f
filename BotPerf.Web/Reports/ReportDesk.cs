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
{
    public const int MostWaiting = 5;
    public const int MostAtOnce = 501;

    private static readonly string[] s_undone = [ReportEntry.WordOf(ReportState.Waiting), ReportEntry.WordOf(ReportState.Making)];

    /// <summary>Wants one made; it is begun when those before it are over.</summary>
    /// <exception cref="ReportRefusedException">The wish is not possible, or too many of the owner's wait.</exception>
    public async Task<ReportEntry> OrderAsync(ReportWish wish, ReportOwner owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var draft = check.Draft(wish);
        var window = check.Window(wish, now);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await owner.Own(context.Reports).CountAsync(row => s_undone.Contains(row.State), cancellationToken) >= MostWaiting)
            throw new ReportRefusedException($"{MostWaiting} of your reports wait already. Wait until one is made, or cancel one.");

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
            State = s_undone[0],
            CreatedAt = now,
        };
        context.Reports.Add(row);
        context.Audit.Add(audit.Row(owner.Name, "report.ordered", row.Title));
        await context.SaveChangesAsync(cancellationToken);
        queue.Add(row.Id);
        return ReportEntry.Of(row, null);
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
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await owner.Reachable(context.Reports).SingleOrDefaultAsync(row => row.Id == id && s_undone.Contains(row.State), cancellationToken) is not { } row)
            return false;

        // One that is being made says by itself that it was cancelled.
        if (!queue.Cancel(id))
            (row.State, row.EndedAt) = (ReportEntry.WordOf(ReportState.Cancelled), time.GetUtcNow());
        context.Audit.Add(audit.Row(owner.Name, "report.cancelled", row.Title));
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>False: there is none.</summary>
    public async Task<bool> DeleteAsync(int id, ReportOwner owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await owner.Reachable(context.Reports).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row)
            return false;

        queue.Cancel(id);
        context.Remove(row);
        context.Audit.Add(audit.Row(owner.Name, "report.deleted", row.Title));
        await context.SaveChangesAsync(cancellationToken);
        shelf.Remove(id);
        return true;
    }
}
