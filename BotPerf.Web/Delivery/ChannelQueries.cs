using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Delivery;

/// <summary>How the channels are doing, for pages and programs.</summary>
internal sealed class ChannelQueries(IDbContextFactory<AppDbContext> contexts, ChannelStore channels)
{
    /// <summary>Of a letter, the newest.</summary>
    private const int MaxAttempts = 100;

    /// <summary>All channels by name, with what waits on them and how the last attempt went.</summary>
    public async Task<IReadOnlyList<ChannelState>> StatesAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.Outbox.AsNoTracking()
            .Where(row => row.State == OutboxState.Waiting || row.State == OutboxState.Sending || row.State == OutboxState.Dead)
            .GroupBy(row => new { row.ChannelId, IsDead = row.State == OutboxState.Dead, row.Held })
            .Select(some => new { some.Key.ChannelId, some.Key.IsDead, some.Key.Held, Count = some.Count() })
            .ToListAsync(cancellationToken);
        var delivered = await context.Outbox.AsNoTracking().Where(row => row.State == OutboxState.Delivered)
            .GroupBy(row => row.ChannelId).Select(some => new { some.Key, At = some.Max(row => row.EndedAt) })
            .ToDictionaryAsync(some => some.Key, some => some.At, cancellationToken);
        var newest = context.Set<DeliveryRow>().GroupBy(row => row.ChannelId).Select(some => some.Max(row => row.Id));
        var last = await context.Set<DeliveryRow>().AsNoTracking().Where(row => newest.Contains(row.Id))
            .ToDictionaryAsync(row => row.ChannelId, cancellationToken);
        return
        [
            .. channels.All.Select(channel =>
            {
                var own = counts.Where(count => count.ChannelId == channel.Id).ToList();
                return new ChannelState(
                    channel,
                    own.Where(count => !count.IsDead).Sum(count => count.Count),
                    own.Where(count => count is { IsDead: false, Held: true }).Sum(count => count.Count),
                    own.Where(count => count.IsDead).Sum(count => count.Count),
                    delivered.GetValueOrDefault(channel.Id),
                    last.GetValueOrDefault(channel.Id) is { } row ? Attempt(row) : null);
            }),
        ];
    }

    /// <summary>A channel's letters with numbers below <paramref name="before"/>, newest first, each with its attempts.</summary>
    /// <param name="state">Only those; null: all.</param>
    public async Task<IReadOnlyList<Letter>> LettersAsync(
        int channelId, string? state, long before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // One statement, so that a letter and its attempts are of the same moment.
        var found = await context.Outbox.AsNoTracking()
            .Where(row => row.ChannelId == channelId && row.Id < before && (state == null || row.State == state))
            .OrderByDescending(row => row.Id).Take(limit)
            .Select(row => new
            {
                Row = row,
                Attempts = context.Set<DeliveryRow>().Where(attempt => attempt.OutboxId == row.Id)
                    .OrderByDescending(attempt => attempt.Id).Take(MaxAttempts).ToList(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. found.Select(one => new Letter(
                one.Row.Id, one.Row.DeliveryId, one.Row.Kind, one.Row.Thread, one.Row.Title, one.Row.State, one.Row.Urgent, one.Row.Held,
                one.Row.CreatedAt, one.Row.State == OutboxState.Waiting ? one.Row.NextAt : null, one.Row.EndedAt, one.Row.MergedInto,
                [.. one.Attempts.Select(Attempt)])),
        ];
    }

    private static Attempt Attempt(DeliveryRow row) => new(
        row.At, row.DurationMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null, row.Outcome, row.Words);
}
