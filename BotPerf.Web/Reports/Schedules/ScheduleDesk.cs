using BotPerf.Web.Reports.Making;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Reports.Schedules;

/// <summary>Schedules of reports, and the reports whose time has come.</summary>
internal sealed class ScheduleDesk(
    IDbContextFactory<AppDbContext> contexts, ReportReader reader, ReportQueue queue, ReportCheck check, ReportRights rights, AuditTrail audit,
    TimeProvider time) : IDisposable
{
    public const int MostOfOne = 20;
    private const int LastHour = 23;

    // So long after one failed it is tried anew.
    private static readonly TimeSpan s_triesFor = TimeSpan.FromHours(1);

    // Who counts the schedules there are saves the next before another counts.
    private readonly SemaphoreSlim _adding = new(1, 1);

    /// <exception cref="ReportRefusedException">The wish is not possible, or there are too many.</exception>
    public async Task<ReportSchedule> AddAsync(
        ReportWish wish, string? period, int? hour, ReportOwner owner, CancellationToken cancellationToken)
    {
        var draft = check.Draft(wish);
        if (Cadences.Find(period) is not { } every)
            throw new ReportRefusedException("The period is daily, weekly or monthly.", "period");
        if (hour is not (>= 0 and <= LastHour))
            throw new ReportRefusedException($"The hour is a whole number from 0 to {LastHour}.", "hour");

        var now = time.GetUtcNow();
        var row = new ReportScheduleRow
        {
            AccountId = owner.Account,
            TokenId = owner.Token,
            Owner = owner.Name,
            Title = draft.Title,
            Bots = ReportEntry.Join(draft.Bots),
            Sections = ReportSections.Join(draft.Sections),
            Zone = draft.Zone,
            Period = Cadences.Word(every),
            Hour = hour.Value,
            CreatedAt = now,
            NextAt = ReportRhythm.NextAt(ReportSchedule.RhythmOf(Cadences.Word(every), hour.Value, draft.Zone), now),
        };
        await _adding.WaitAsync(cancellationToken);
        try
        {
            await AddAsync(row, owner, cancellationToken);
        }
        finally
        {
            _adding.Release();
        }

        return ReportSchedule.Of(row);
    }

    private async Task AddAsync(ReportScheduleRow row, ReportOwner owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await owner.Own(context.ReportSchedules).CountAsync(cancellationToken) >= MostOfOne)
            throw new ReportRefusedException($"You have {MostOfOne} schedules already. Delete one first.");

        context.ReportSchedules.Add(row);
        context.Audit.Add(audit.Row(owner.Name, "report_schedule.created", row.Title));
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Those that come next are first.</summary>
    public async Task<IReadOnlyList<ReportSchedule>> ListAsync(
        ReportOwner owner, bool everybodys, int skip, int take, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.ReportSchedules.AsNoTracking();
        var found = await (everybodys ? owner.Reachable(rows) : owner.Own(rows))
            .OrderBy(row => row.NextAt).ThenBy(row => row.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return found.ConvertAll(ReportSchedule.Of);
    }

    /// <summary>False: there is none. What it has made stays.</summary>
    public async Task<bool> DeleteAsync(int id, ReportOwner owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await owner.Reachable(context.ReportSchedules).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row)
            return false;

        context.Remove(row);
        context.Audit.Add(audit.Row(owner.Name, "report_schedule.deleted", row.Title));
        return await SaveAsync(context, cancellationToken);
    }

    /// <summary>
    /// Begins what is due, and anew what failed. However many periods were missed, the last one alone is made up for.
    /// </summary>
    /// <returns>How many reports were begun.</returns>
    public async Task<int> BeginDueAsync(CancellationToken cancellationToken)
    {
        var (begun, now) = (0, time.GetUtcNow());
        var failed = ReportEntry.WordOf(ReportState.Failed);
        foreach (var id in await reader.ScheduledAsync(failed, now - s_triesFor, ReportWorker.MostAttempts, cancellationToken))
            begun += await BeginAnewAsync(id, failed, cancellationToken) ? 1 : 0;
        foreach (var id in await reader.DueAsync(now, cancellationToken))
            begun += await BeginAsync(id, cancellationToken) ? 1 : 0;
        return begun;
    }

    public void Dispose() => _adding.Dispose();

    private async Task<bool> BeginAnewAsync(int id, string failed, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Reports.SingleOrDefaultAsync(row => row.Id == id && row.State == failed, cancellationToken) is not { } report)
            return false;

        (report.State, report.Problem, report.EndedAt) = (ReportEntry.WordOf(ReportState.Waiting), null, null);
        if (!await SaveAsync(context, cancellationToken))
            return false;
        queue.Add(id);
        return true;
    }

    private async Task<bool> BeginAsync(int id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.ReportSchedules.SingleOrDefaultAsync(row => row.Id == id && row.NextAt <= now, cancellationToken) is not { } schedule)
            return false;

        var rhythm = ReportSchedule.RhythmOf(schedule.Period, schedule.Hour, schedule.Zone);
        var period = ReportRhythm.Newest(rhythm, now);
        schedule.NextAt = ReportRhythm.NextAt(rhythm, now);
        ReportRow? report = null;
        if (!await rights.HoldAsync(schedule.AccountId, schedule.TokenId, cancellationToken))
        {
            // A disabled account may be enabled again; a token that has ended never comes back.
            if (schedule.TokenId is not null)
            {
                context.Remove(schedule);
                context.Audit.Add(audit.Row(AuditTrail.Program, "report_schedule.deleted", $"{schedule.Title}: {schedule.Owner} has ended"));
            }
        }
        else if (!await context.Reports.AnyAsync(row => row.ScheduleId == id && row.PeriodKey == period.Key, cancellationToken))
        {
            var window = ReportWindow.Of(period.From, period.To, now, period.Before);
            context.Reports.Add(report = new ReportRow
            {
                AccountId = schedule.AccountId,
                TokenId = schedule.TokenId,
                Owner = schedule.Owner,
                Title = schedule.Title,
                Bots = schedule.Bots,
                Sections = schedule.Sections,
                Zone = schedule.Zone,
                WindowFrom = window.From,
                WindowTo = window.To,
                BeforeFrom = window.BeforeFrom,
                State = ReportEntry.WordOf(ReportState.Waiting),
                CreatedAt = now,
                ScheduleId = id,
                PeriodKey = period.Key,
            });
        }

        // Both or neither: a kill in between makes nothing twice and leaves nothing out.
        if (!await SaveAsync(context, cancellationToken) || report is null)
            return false;
        queue.Add(report.Id);
        return true;
    }

    // False: somebody deleted it in this moment.
    private static async Task<bool> SaveAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }
}
