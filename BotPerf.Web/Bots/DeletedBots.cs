using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Bots;

/// <summary>
/// The bots that are deleted and not yet erased. Each is written down in the transaction that deletes it, since what it
/// has sent lies in the other file, and the process may end in between.
/// </summary>
internal sealed class DeletedBots(IDbContextFactory<AppDbContext> contexts, AppDbReader reader)
{
    public async Task<IReadOnlyList<BotId>> AllAsync(CancellationToken cancellationToken) =>
        await reader.DeletedBotsAsync(cancellationToken);

    /// <summary>Nothing of it is left.</summary>
    public async Task ErasedAsync(BotId bot, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.DeletedBots.FindAsync([bot.Value], cancellationToken) is not { } row)
            return;

        context.DeletedBots.Remove(row);
        await context.SaveChangesAsync(cancellationToken);
    }
}
