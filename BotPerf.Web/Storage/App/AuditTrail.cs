using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>Writes down who changed what. Text is cut to what the table holds.</summary>
internal sealed class AuditTrail(IDbContextFactory<AppDbContext> contexts, TimeProvider time)
{
    /// <summary>Who it is when a command of the program's own command line did it.</summary>
    public const string CommandLine = "command line";

    /// <summary>Who it is when BotPerf itself did it.</summary>
    public const string Program = "BotPerf";

    private static readonly AsyncLocal<string?> s_address = new();

    /// <summary>
    /// Where the work at hand was asked for from; whoever lets a request or a page's act in says so. It follows the work, so
    /// that what is deep inside need not hand it on.
    /// </summary>
    public static string? CallerAddress
    {
        get => s_address.Value;
        set => s_address.Value = value;
    }

    public AuditRow Row(string who, string what, string subject) => new()
    {
        At = time.GetUtcNow(),
        Who = Cut(who),
        What = what,
        Subject = Cut(subject),
        Address = CallerAddress,
    };

    public async Task WriteAsync(string who, string what, string subject, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit.Add(Row(who, what, subject));
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Several rows in one save.</summary>
    public async Task WriteAsync(IEnumerable<AuditRow> rows, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit.AddRange(rows);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>At most so many rows with numbers below <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> ReadAsync(long before, int limit, CancellationToken cancellationToken) =>
        ReadAsync(who: null, what: null, from: null, to: null, before, limit, cancellationToken);

    /// <summary>At most so many rows with numbers below <paramref name="before"/>, newest first; null and empty: whichever.</summary>
    /// <param name="who">The whole name of the person, as it is written down.</param>
    /// <param name="what">A deed, <c>key.revoked</c>, or a kind of deeds, <c>key</c>.</param>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(
        string? who, string? what, DateTimeOffset? from, DateTimeOffset? to, long before, int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Audit.AsNoTracking().Where(row => row.Id < before);
        if (!string.IsNullOrEmpty(who))
            rows = rows.Where(row => row.Who == who);
        if (!string.IsNullOrEmpty(what))
        {
            var kind = what + ".";
            rows = rows.Where(row => row.What == what || row.What.StartsWith(kind));
        }

        if (from is { } first)
            rows = rows.Where(row => row.At >= first);
        if (to is { } end)
            rows = rows.Where(row => row.At < end);
        return await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Everybody and every deed that is written down, in the order of the alphabet: what can be filtered by.</summary>
    public async Task<(IReadOnlyList<string> Who, IReadOnlyList<string> What)> NamesAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (
            await context.Audit.Select(row => row.Who).Distinct().OrderBy(who => who).ToListAsync(cancellationToken),
            await context.Audit.Select(row => row.What).Distinct().OrderBy(what => what).ToListAsync(cancellationToken));
    }

    private static string Cut(string text) => text.Length <= 256 ? text : text[..256];
}
