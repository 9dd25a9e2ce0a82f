using BotPerf.Web.Delivery;
using BotPerf.Web.Digests.Content;

namespace BotPerf.Web.Digests.Letter;

/// <summary>A digest as a message on a channel. Pure; the senders make what strangers wrote harmless.</summary>
internal static class DigestNotice
{
    // Discord has room for 6,000 letters, a backslash before what Markdown would read counted in, and what does not fit falls off at the
    // end: so many fit, were every letter such a one.
    private const int MostBots = 6;
    private const int MostReasons = 2;
    private const int LongestReasons = 160;
    private const int LongestList = 200;

    public static Notice Of(Digest digest, string thread, DateTimeOffset now)
    {
        var fields = new List<NoticeField>();
        foreach (var bot in digest.Bad.Take(MostBots))
        {
            fields.Add(new NoticeField(
                $"{DigestStyle.Shape(bot.Level)} {DigestReasons.Short(bot.Name)}",
                $"{TextCut.At(string.Join("\n", bot.Reasons.Take(MostReasons)), LongestReasons)}\n{DigestText.Figures(bot)}"));
        }

        Add(fields, "Need a look, too", digest.Bad.Skip(MostBots));
        Add(fields, DigestWords.WellTitle(digest), digest.Well);
        Add(fields, "Nothing heard of", digest.Quiet);
        return new Notice(
            "digest", thread, ToneOf(digest), DigestWords.Subject(digest), Body(digest), fields, "/", now);
    }

    // How many there are stands first: it is never cut.
    private static string Body(Digest digest) =>
        $"{DigestWords.Long(digest.Period)} ({digest.Zone.Id}). {Levels(digest)} {DigestReasons.Count(digest.Uses, "command")}, "
        + $"{Format.Percent(digest.ErrorRate)} failed; {DigestReasons.Count(digest.Alerts, "alert")}, {Format.Exact(digest.StillOpen)} still open; "
        + $"offline {DigestWords.Offline(digest.Outage)}. {DigestText.Gaps(digest)} {DigestWords.LookedAt(digest)}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();

    private static string Levels(Digest digest)
    {
        var parts = new (int Count, string Words)[]
        {
            (digest.Bad.Count, digest.Bad.Count == 1 ? "needs a look" : "need a look"), (digest.Well.Count, "all good"), (digest.Quiet.Count, "not heard of"),
        };
        return digest.Bots.Count == 0 ? "No bots." : $"Bots: {string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{Format.Exact(part.Count)} {part.Words}"))}.";
    }

    private static NoticeTone ToneOf(Digest digest) => digest.Bots.Select(bot => bot.Level).DefaultIfEmpty(DigestLevel.Quiet).Max() switch
    {
        DigestLevel.Critical => NoticeTone.Critical,
        DigestLevel.Warning => NoticeTone.Warning,
        DigestLevel.Quiet => NoticeTone.Info,
        _ => NoticeTone.Good,
    };

    // As many names as there is room for, at least one, and how many more.
    private static void Add(List<NoticeField> fields, string title, IEnumerable<DigestBot> some)
    {
        var names = some.Select(bot => DigestReasons.Short(bot.Name)).ToList();
        if (names.Count == 0)
            return;

        var (shown, length) = (0, 0);
        while (shown < names.Count && (shown == 0 || length + names[shown].Length <= LongestList))
            length += names[shown++].Length + 2;
        fields.Add(new NoticeField(
            title, string.Join(", ", names.Take(shown)) + (names.Count > shown ? $" and {Format.Exact(names.Count - shown)} more" : "")));
    }
}
