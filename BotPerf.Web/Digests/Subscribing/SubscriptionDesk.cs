using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Digests.Subscribing;

/// <summary>What people do with their subscriptions.</summary>
internal sealed class SubscriptionDesk(
    IDbContextFactory<AppDbContext> contexts, BotRegistry bots, ChannelStore channels, AuditTrail audit, DigestBell bell, TimeProvider time)
    : IDisposable
{
    // What is counted and compared before a row is added still holds when it is.
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <exception cref="DigestRefusedException">A field is wrong, there is such a one already, or there are too many.</exception>
    public Task<DigestSubscription> AddAsync(int account, DigestWish wish, DigestActor by, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (email, role) = await PersonAsync(context, account, by, cancellationToken);
        var row = new DigestSubscriptionRow { AccountId = account, Cadence = "", Zone = "", Bots = "", Since = now, CreatedAt = now };
        if (await context.DigestSubscriptions.CountAsync(one => one.AccountId == account, cancellationToken) >= DigestLimits.MostSubscriptions)
            throw new DigestRefusedException($"There are {DigestLimits.MostSubscriptions} digests already. Remove one first.");
        await ApplyAsync(context, row, wish, by, role, cancellationToken);
        context.DigestSubscriptions.Add(row);
        context.Audit.Add(audit.Row(by.Name, "digest.subscribed", Subject(row, email)));
        await context.SaveChangesAsync(cancellationToken);
        bell.Ring();
        return DigestSubscription.Of(row, email, now);
    }, cancellationToken);

    /// <summary>Sets the whole state. What was due before it is switched on, or set to another cadence or place, is not made up for.</summary>
    /// <exception cref="DigestRefusedException">A field is wrong, or there is no such digest.</exception>
    public Task<DigestSubscription> ChangeAsync(int id, DigestWish wish, DigestActor by, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await RowAsync(context, id, by, cancellationToken);
        var (email, role) = await PersonAsync(context, row.AccountId, by, cancellationToken);
        await ApplyAsync(context, row, wish, by, role, cancellationToken);
        context.Audit.Add(audit.Row(by.Name, "digest.changed", Subject(row, email)));
        await context.SaveChangesAsync(cancellationToken);
        bell.Ring();
        return DigestSubscription.Of(row, email, time.GetUtcNow());
    }, cancellationToken);

    /// <exception cref="DigestRefusedException">There is no such digest.</exception>
    public async Task RemoveAsync(int id, DigestActor by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await RowAsync(context, id, by, cancellationToken);
        context.DigestSubscriptions.Remove(row);
        context.Audit.Add(audit.Row(by.Name, "digest.removed", Subject(row, (await PersonAsync(context, row.AccountId, by, cancellationToken)).Email)));
        await context.SaveChangesAsync(cancellationToken);
        bell.Ring();
    }

    /// <summary>One of the newest period, now, beside those by the clock.</summary>
    /// <exception cref="DigestRefusedException">There is no such digest, or too many were asked for.</exception>
    public Task SendNowAsync(int id, DigestActor by, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await RowAsync(context, id, by, cancellationToken);
        var hourAgo = now.AddHours(-1);
        if (await context.Digests.CountAsync(one => one.AccountId == row.AccountId && one.OnceKey == null && one.CreatedAt > hourAgo, cancellationToken) >= DigestLimits.MostAsked)
            throw new DigestRefusedException($"{DigestLimits.MostAsked} were asked for in the last hour. Wait a little.");

        var period = PeriodCalendar.Newest(DigestSubscription.ScheduleOf(row.Cadence, hour: 0, row.Zone), now);
        context.Digests.Add(DigestRows.Asked(row, period, now));
        context.Audit.Add(audit.Row(by.Name, "digest.asked", Subject(row, (await PersonAsync(context, row.AccountId, by, cancellationToken)).Email)));
        await context.SaveChangesAsync(cancellationToken);
        bell.Ring();
        return row.Id;
    }, cancellationToken);

    /// <summary>By a link in a letter, without signing in. Doing it twice is the same as once.</summary>
    public async Task UnsubscribeAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.DigestSubscriptions.SingleOrDefaultAsync(one => one.Id == id && one.Enabled, cancellationToken) is not { } row)
            return;

        var email = await context.Users.Where(one => one.Id == row.AccountId).Select(one => one.Email).SingleAsync(cancellationToken);
        (row.Enabled, row.OffReason) = (false, "Unsubscribed by the link in a letter.");
        context.Audit.Add(audit.Row(email!, "digest.unsubscribed", Subject(row, email!)));
        await context.SaveChangesAsync(cancellationToken);
        bell.Ring();
    }

    public void Dispose() => _one.Dispose();

    private async Task<T> AloneAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ApplyAsync(
        AppDbContext context, DigestSubscriptionRow row, DigestWish wish, DigestActor by, string role, CancellationToken cancellationToken)
    {
        var (cadence, place) = (row.Cadence, row.ChannelId);
        SubscriptionValidator.Apply(row, wish, bot => bots.Find(new BotId(bot)) is not null);
        var channel = wish.Channel ?? 0;
        if (channel != place || wish.IsOn)
            RequireChannel(channel, by, role);
        row.ChannelId = channel;
        // Of another cadence or place the ledger knows nothing, and nothing was missed.
        if (wish.IsOn && (!row.Enabled || row.Cadence != cadence || channel != place))
            row.Since = time.GetUtcNow();
        (row.Enabled, row.OffReason) = (wish.IsOn, wish.IsOn ? null : row.OffReason);
        if (await context.DigestSubscriptions.AnyAsync(
            one => one.Id != row.Id && one.AccountId == row.AccountId && one.Cadence == row.Cadence && one.ChannelId == channel, cancellationToken))
        {
            throw new DigestRefusedException($"There is a {row.Cadence} digest to the same place already. Change that one.", "cadence");
        }
    }

    // What goes to a channel goes to all who read it: that is for whoever sets the routes.
    private void RequireChannel(int channel, DigestActor by, string role)
    {
        if (channel == 0)
            return;
        if (!by.IsAdmin)
            throw new DigestRefusedException("channel is for administrators: it goes to everybody who reads it.", "channel");
        if (role != Roles.Admin)
            throw new DigestRefusedException("channel is for administrators, and whose digest it is is none: it would never come.", "channel");
        if (channels.Find(channel) is null)
            throw new DigestRefusedException("channel names one that is not there.", "channel");
    }

    private static async Task<DigestSubscriptionRow> RowAsync(AppDbContext context, int id, DigestActor by, CancellationToken cancellationToken) =>
        await context.DigestSubscriptions.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row && by.MayTouch(row.AccountId)
            ? row : throw DigestRefusedException.Missing("digest");

    private static async Task<(string Email, string Role)> PersonAsync(AppDbContext context, int account, DigestActor by, CancellationToken cancellationToken) =>
        by.MayTouch(account) && await context.Users.Where(one => one.Id == account).Select(one => new { one.Email, one.Role })
            .SingleOrDefaultAsync(cancellationToken) is { Email: { } email, Role: { } role }
            ? (email, role) : throw DigestRefusedException.Missing("digest");

    private static string Subject(DigestSubscriptionRow row, string email) =>
        $"{row.Cadence} to {(row.ChannelId == 0 ? email : $"channel {row.ChannelId}")}";
}
