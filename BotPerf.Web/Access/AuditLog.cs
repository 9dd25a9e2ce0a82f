using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Access;

/// <summary>Who changed what.</summary>
/// <param name="Who">A person's e-mail address, <c>token NAME</c>, <c>command line</c>, or BotPerf itself.</param>
/// <param name="What">A stable word: <c>bot.created</c>, <c>key.revoked</c>, …</param>
/// <param name="Subject">What it was done to, for people.</param>
/// <param name="Address">Where it was asked for from; null for the program itself.</param>
public sealed record AuditEntry(int Id, DateTimeOffset At, string Who, string What, string Subject, string? Address);

/// <summary>Which entries are wanted; null and empty: whichever.</summary>
/// <param name="Who">The whole name, as it is written down.</param>
/// <param name="What">A deed, <c>key.revoked</c>, or a kind of deeds, <c>key</c>.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The end, exclusive.</param>
public sealed record AuditWish(string? Who = null, string? What = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>The audit trail as people and programs read it.</summary>
internal sealed class AuditLog(AuditTrail trail)
{
    /// <summary>At most so many with numbers below <paramref name="before"/>, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(
        AuditWish wish, long before, int limit, CancellationToken cancellationToken) =>
        [
            .. (await trail.ReadAsync(wish.Who, wish.What, wish.From, wish.To, before, limit, cancellationToken))
                .Select(row => new AuditEntry(row.Id, row.At, row.Who, row.What, row.Subject, row.Address)),
        ];

    /// <summary>Everybody and every deed there is: what can be wished for.</summary>
    public Task<(IReadOnlyList<string> Who, IReadOnlyList<string> What)> NamesAsync(CancellationToken cancellationToken) =>
        trail.NamesAsync(cancellationToken);
}
