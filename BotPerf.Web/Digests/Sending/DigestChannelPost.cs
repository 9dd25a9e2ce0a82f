using System.Globalization;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Digests.Sending;

/// <summary>A digest on a channel: into its queue, in the same transaction that says so. The queue has retries and a log of its own.</summary>
internal sealed class DigestChannelPost(
    IDbContextFactory<AppDbContext> contexts, ChannelStore channels, Outbox outbox, TimeProvider time)
{
    public async Task<Notice> MakeAsync(DigestRow row, Task<Digest> digest) =>
        DigestNotice.Of(await digest, string.Create(CultureInfo.InvariantCulture, $"digest:{row.Id}"), time.GetUtcNow());

    /// <param name="due">Where.</param>
    /// <param name="notice">What.</param>
    /// <param name="cancellationToken">Ends it before it is written.</param>
    /// <returns>Why it is not sent; null: it is.</returns>
    public async Task<string?> SendAsync(DueDigest due, Notice notice, CancellationToken cancellationToken)
    {
        if (channels.Find(due.Row.ChannelId) is not { } channel)
            return "The channel is gone.";
        if (!channel.IsEnabled)
            return "The channel is switched off.";

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Digests.SingleOrDefaultAsync(row => row.Id == due.Row.Id && row.State == DigestState.Due, cancellationToken) is not { } row)
            return null;

        outbox.Add(context, channel.Id, notice);
        (row.State, row.Attempts, row.EndedAt, row.Subject) = (DigestState.Sent, row.Attempts + 1, time.GetUtcNow(), notice.Title);
        row.Words = $"Handed to the channel {TextCut.OneLine(channel.Name, 60)}; its log says how that went.";
        await context.SaveChangesAsync(cancellationToken);
        outbox.Wake();
        return null;
    }
}
