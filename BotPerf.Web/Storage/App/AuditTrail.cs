using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>Writes down who changed what. Text is cut to what the table holds.</summary>
internal sealed class AuditTrail(IDbContextFactory<AppDbContext> contexts, TimeProvider time)
{
    /// <summary>Who it is when a command of the program's own command line did it.</summary>
    public const string CommandLine = "command line";

    /// <summary>Who it is when BotPerf itself did it.</summary>
    public const string Program = "BotPerf";

    public AuditRow Row(string who, string what, string subject) => new()
    {
        At = time.GetUtcNow(),
        Who = Cut(who),
        What = what,
        Subject = Cut(subject),
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
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(long before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Audit.AsNoTracking().Where(row => row.Id < before).OrderByDescending(row => row.Id).Take(limit)
            .ToListAsync(cancellationToken);
    }

    private static string Cut(string text) => text.Length <= 256 ? text : text[..256];
}
