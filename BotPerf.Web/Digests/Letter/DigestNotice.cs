using BotPerf.Web.Delivery;
using BotPerf.Web.Digests.Content;

namespace BotPerf.Web.Digests.Letter;

/// <summary>A digest as a message on a channel. Pure; the senders make what strangers wrote harmless.</summary>
internal static class DigestNotice
{
    // Discord has room for 25 fields.
    private const int MostBots = 20;
    private const int MostNames = 30;
    private const int MostReasons = 4;

    public static Notice Of(Digest digest, string thread, DateTimeOffset now)
    {
        var fields = digest.Bad.Take(MostBots)
            .Select(bot => new NoticeField(
                $"{DigestStyle.Shape(bot.Level)} {DigestReasons.Short(bot.Name)}",
                $"{string.Join("\n", bot.Reasons.Take(MostReasons))}\n{DigestText.Figures(bot)}"))
            .ToList();
        Add(fields, "Need a look, too", digest.Bad.Skip(MostBots));
        Add(fields, "All good", digest.Well);
        Add(fields, "Nothing heard of", digest.Quiet);
        return new Notice(
            "digest", thread, ToneOf(digest), DigestWords.Subject(digest),
            $"{DigestWords.Long(digest.Period)} ({digest.Zone.Id}). {DigestReasons.Count(digest.Uses, "command")}, {Format.Percent(digest.ErrorRate)} failed; "
            + $"{DigestReasons.Count(digest.Alerts, "alert")}, {digest.StillOpen} still open; "
            + $"offline {(digest.Outage is { } outage ? DigestText.Offline(outage) : "not watched")}.",
            fields, "/", now);
    }

    private static NoticeTone ToneOf(Digest digest) => digest.Bots.Select(bot => bot.Level).DefaultIfEmpty(DigestLevel.Quiet).Max() switch
    {
        DigestLevel.Critical => NoticeTone.Critical,
        DigestLevel.Warning => NoticeTone.Warning,
        DigestLevel.Quiet => NoticeTone.Info,
        _ => NoticeTone.Good,
    };

    private static void Add(List<NoticeField> fields, string title, IEnumerable<DigestBot> some)
    {
        var bots = some.ToList();
        if (bots.Count > 0)
        {
            fields.Add(new NoticeField(
                title, string.Join(", ", bots.Take(MostNames).Select(bot => DigestReasons.Short(bot.Name)))
                    + (bots.Count > MostNames ? $" and {Format.Exact(bots.Count - MostNames)} more" : "")));
        }
    }
}
