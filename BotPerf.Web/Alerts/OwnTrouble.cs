using System.Globalization;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>What every page says of BotPerf's own trouble.</summary>
/// <param name="IsBlocking">Nothing is stored, and no rule evaluated.</param>
internal sealed record Banner(string Text, DateTimeOffset Since, bool IsBlocking);

/// <summary>
/// BotPerf's own alert: it cannot store, so that no rule is evaluated, or has lost what it had stored. It has no row in the inbox, which may be what cannot
/// be written: every page shows a banner, and the channels are told, of the beginning as soon as the outbox takes it and of the end.
/// </summary>
internal sealed class OwnTrouble(
    StorageWatch storage, AlertRoutes routes, Outbox outbox, IDbContextFactory<AppDbContext> contexts)
{
    // Shorter trouble is told by the banner and the log alone.
    private static readonly TimeSpan For = TimeSpan.FromSeconds(15);

    private readonly Telling _blocking = new();
    private readonly Telling _damage = new();

    /// <summary>What is wrong now; null while all is well.</summary>
    public Banner? Now => storage.Trouble is { } trouble ? new Banner(trouble.Text, trouble.Since, trouble.IsBlocking) : null;

    /// <summary>Call it once a round. What could not be laid into the outbox is tried again in the next.</summary>
    public async Task TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await TellAsync(_blocking, storage.Blocking, now, cancellationToken);
        await TellAsync(_damage, storage.Damage, now, cancellationToken);
    }

    private async Task TellAsync(Telling of, StorageTrouble? trouble, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (of.Last is { } over && over.Since != trouble?.Since)
        {
            // Of what kept the outbox from taking its beginning, the end is told alone.
            if (of.IsTold || (over.IsBlocking && now - over.Since >= For))
                await PostAsync(Notice(over, now, over.IsBlocking ? "BotPerf stores again" : "BotPerf's history is no longer called damaged", EndOf(over, now), isOver: true), cancellationToken);
            (of.Last, of.IsTold) = (null, false);
        }

        if (trouble is null)
            return;

        of.Last = trouble;
        if (of.IsTold || now - trouble.Since < For)
            return;

        var title = trouble.IsBlocking ? "BotPerf cannot store what the bots send" : "A part of BotPerf's history is damaged";
        await PostAsync(Notice(trouble, now, title, trouble.Text, isOver: false), cancellationToken);
        of.IsTold = true;
    }

    private static string EndOf(StorageTrouble over, DateTimeOffset now) => over.IsBlocking
        ? $"For {Format.Span(now - over.Since)} nothing was stored and no rule evaluated. It was: {over.Text}"
        : "The damaged file was taken away.";

    private static Notice Notice(StorageTrouble trouble, DateTimeOffset now, string title, string text, bool isOver) => new(
        "alert", string.Create(CultureInfo.InvariantCulture, $"{(trouble.IsBlocking ? "storage" : "history")}:{trouble.Since.ToUnixTimeSeconds()}"),
        isOver ? NoticeTone.Good : NoticeTone.Critical, title, text,
        [new("Since", Format.Utc(trouble.Since))], "/storage", now,
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

    private sealed class Telling
    {
        public StorageTrouble? Last { get; set; }

        public bool IsTold { get; set; }
    }
}
