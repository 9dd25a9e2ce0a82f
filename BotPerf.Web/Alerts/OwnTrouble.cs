using System.Globalization;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>
/// BotPerf's own alert: it cannot store, so that no rule is evaluated. It has no row in the inbox, which may be what cannot
/// be written: every page shows a banner, and the channels are told, of the beginning as soon as the outbox takes it and of the end.
/// </summary>
internal sealed class OwnTrouble(
    StorageWatch storage, AlertRoutes routes, Outbox outbox, IDbContextFactory<AppDbContext> contexts)
{
    // Shorter trouble is told by the banner and the log alone.
    private static readonly TimeSpan For = TimeSpan.FromSeconds(15);

    private StorageTrouble? _last;
    private DateTimeOffset? _told;

    /// <summary>What is wrong now and since when; null while all is well.</summary>
    public (string Text, DateTimeOffset Since)? Now => storage.Trouble is { } trouble ? (trouble.Text, trouble.Since) : null;

    /// <summary>Call it once a round. What could not be laid into the outbox is tried again in the next.</summary>
    public async Task TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var trouble = storage.Trouble;
        if (trouble is not null)
        {
            _last = trouble;
            if (_told is null && now - trouble.Since >= For)
            {
                await PostAsync(Notice(trouble, now, "BotPerf cannot store what the bots send", trouble.Text, isOver: false), cancellationToken);
                _told = trouble.Since;
            }
        }
        else if (_last is { } over)
        {
            var lasted = now - over.Since;
            if (lasted >= For)
            {
                await PostAsync(Notice(over, now, "BotPerf stores again", $"For {Format.Span(lasted)} nothing was stored and no rule evaluated. It was: {over.Text}", isOver: true), cancellationToken);
            }

            (_last, _told) = (null, null);
        }
    }

    private static Notice Notice(StorageTrouble trouble, DateTimeOffset now, string title, string text, bool isOver) => new(
        "alert", string.Create(CultureInfo.InvariantCulture, $"storage:{trouble.Since.ToUnixTimeSeconds()}"),
        isOver ? NoticeTone.Good : NoticeTone.Critical, title, text,
        [new("Since", trouble.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture))], "/storage", now,
        new Dictionary<string, string> { ["event"] = isOver ? "resolved" : "opened", ["ruleName"] = "BotPerf storage" },
        Urgent: true, Edits: isOver);

    private async Task PostAsync(Notice notice, CancellationToken cancellationToken)
    {
        var told = routes.Holding.Where(route => route.After == TimeSpan.Zero).Select(route => route.Channel).Distinct().ToList();
        if (told.Count == 0)
            return;

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        told.ForEach(channel => outbox.Add(context, channel, notice));
        await context.SaveChangesAsync(cancellationToken);
        outbox.Wake();
    }
}
