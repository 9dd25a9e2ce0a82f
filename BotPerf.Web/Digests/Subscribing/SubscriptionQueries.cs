using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Digests.Subscribing;

/// <summary>Something in the ledger.</summary>
/// <param name="Period">The first day that it tells of.</param>
/// <param name="State">due, sending, sent, failed or skipped.</param>
/// <param name="IsAsked">Somebody asked for it; false: by the clock.</param>
/// <param name="NextAt">When it is tried next; null: it is not.</param>
/// <param name="Words">What the mail server said last, or why there was no letter.</param>
public sealed record SentDigest(
    long Id, int Subscription, string Cadence, string Period, string State, bool IsAsked, string? Subject, int Attempts, string Words, DateTimeOffset DueAt,
    DateTimeOffset? NextAt, DateTimeOffset? EndedAt);

/// <summary>Subscriptions and what became of their digests, for pages and programs.</summary>
internal sealed class SubscriptionQueries(
    IDbContextFactory<AppDbContext> contexts, DigestReader reader, DigestTurn turn, DigestLetters letters, LinkMaker links, TimeProvider time)
{
    /// <param name="account">Only of this person; null: all.</param>
    /// <param name="after">Only those with greater numbers.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<DigestSubscription>> ListAsync(int? account, long after, int take, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.DigestSubscriptions.AsNoTracking().Where(row => (account == null || row.AccountId == account) && row.Id > after)
            .OrderBy(row => row.Id).Take(take)
            .Join(context.Users, row => row.AccountId, person => person.Id, (row, person) => new { Row = row, person.Email })
            .ToListAsync(cancellationToken);
        return [.. found.OrderBy(one => one.Row.Id).Select(one => DigestSubscription.Of(one.Row, one.Email!, time.GetUtcNow()))];
    }

    /// <summary>Null: there is none, or it is nothing of theirs.</summary>
    public async Task<DigestSubscription?> FindAsync(int id, DigestActor by, CancellationToken cancellationToken) =>
        (await ListAsync(null, id - 1L, 1, cancellationToken)) is [{ } found] && found.Id == id && by.MayTouch(found.AccountId) ? found : null;

    /// <summary>The ledger of one subscription, newest first.</summary>
    public async Task<IReadOnlyList<SentDigest>> LogAsync(int subscription, long before, int take, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Digests.AsNoTracking().Where(row => row.SubscriptionId == subscription && row.Id < before)
            .OrderByDescending(row => row.Id).Take(take).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new SentDigest(
            row.Id, row.SubscriptionId, row.Cadence, row.Period, row.State, row.OnceKey is null, row.Subject, row.Attempts, row.Words, row.DueAt,
            row.State == DigestState.Due ? row.NextAt : null, row.EndedAt));
    }

    /// <summary>The letter as it would be now, of the newest period that is over, whenever it is due.</summary>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<DigestLetter> PreviewAsync(DigestSubscription of, CancellationToken cancellationToken)
    {
        var schedule = DigestSubscription.ScheduleOf(Cadences.Word(of.Cadence), of.Hour, of.Zone);
        return turn.TakeAsync(async () => await letters.OfAsync(
            await reader.OfAsync(PeriodCalendar.Newest(schedule with { Hour = 0 }, time.GetUtcNow()), schedule.Zone, of.Bots.ToHashSet(), cancellationToken),
            links.Of(of.Id)), DigestTurn.Patience, cancellationToken);
    }
}
