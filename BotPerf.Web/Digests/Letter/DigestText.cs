using System.Text;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;

namespace BotPerf.Web.Digests.Letter;

/// <summary>The same for who reads plain text. Pure.</summary>
internal static class DigestText
{
    /// <summary>Bots that are named as unknown for a while.</summary>
    public const int MostGaps = 3;

    private const int MostSuggestions = 3;
    private const int MostLines = 5;
    private const int MostNames = 50;

    public static string Of(Digest digest, DigestLinks links)
    {
        var text = new StringBuilder();
        Line(text, MailName.Of(DigestWords.Headline(digest), 300));
        Line(text, $"{DigestWords.Title(digest.Period.Cadence)}, {DigestWords.Long(digest.Period)} ({digest.Zone.Id})");
        Line(text);
        Line(text, $"Commands: {Format.Count(digest.Uses)}, failed: {Format.Percent(digest.ErrorRate)}, alerts: {Format.Exact(digest.Alerts)}, "
            + $"still open: {Format.Exact(digest.StillOpen)}, offline: {DigestWords.Offline(digest.Outage)}");
        foreach (var bot in digest.Bad.Take(Digest.MostTold))
            Add(text, digest, bot, links);
        Names(text, "Need a look, too", digest.Bad.Skip(Digest.MostTold).Select(bot => bot.Name));
        Names(text, DigestWords.WellTitle(digest), digest.Well.Select(bot => bot.Name));
        Names(text, "Nothing heard of", digest.Quiet.Select(bot => bot.Name));
        if (Gaps(digest) is { Length: > 0 } gaps)
        {
            Line(text);
            Line(text, gaps);
        }

        if (DigestWords.LookedAt(digest) is { Length: > 0 } left)
        {
            Line(text);
            Line(text, left);
        }

        Line(text);
        Line(text, "-- ");
        Line(text, $"You get this {DigestWords.Every(digest.Period.Cadence)}.");
        if (links.Subscriptions is { } settings)
            Line(text, $"Change what you get: {settings}");
        if (links.Unsubscribe is { } unsubscribe)
            Line(text, $"Unsubscribe: {unsubscribe.AbsoluteUri}");
        return text.ToString();
    }

    /// <summary>Empty: all the time something came from every bot.</summary>
    public static string Gaps(Digest digest)
    {
        var gaps = DigestWords.Gaps(digest);
        return gaps.Count == 0 ? "" : "Not all is known. Nothing came from "
            + string.Join(", ", gaps.Take(MostGaps).Select(bot => $"{MailName.Of(bot.Name)} for {DigestWords.Lasting(bot.Unknown)}"))
            + (gaps.Count > MostGaps ? $" and from {Format.Exact(gaps.Count - MostGaps)} more for a while." : ".");
    }

    /// <summary>"1,234 commands (+12 %), 1.2 % failed, p95 800 ms, health 92 (excellent)".</summary>
    public static string Figures(DigestBot bot)
    {
        var change = DigestWords.Change(bot.UsesChange);
        return $"{DigestReasons.Count(bot.Now.Uses, "command")}{(change.Length > 0 ? $" ({change})" : "")}, {Format.Percent(bot.Now.ErrorRate)} failed, "
            + $"p95 {Format.Duration(bot.Now.P95Ms)}, health {(bot.Health is null ? "unknown" : $"{HealthWords.Score(bot.Health)} ({HealthBands.Word(bot.Band)})")}";
    }

    public static string Alert(Digest digest, DigestAlert alert) =>
        $"{alert.Severity}: {DigestReasons.Name(alert)}, {DigestWords.Time(digest, alert.OpenedAt)}, at worst {alert.Worst}, "
        + $"{DigestWords.Lasted(alert)}, "
        + (alert.AcknowledgedBy is { } who ? $"acknowledged by {who}" : "nobody acknowledged it");

    private static void Add(StringBuilder text, Digest digest, DigestBot bot, DigestLinks links)
    {
        Line(text);
        Line(text, $"{MailName.Of(bot.Name)} – {DigestStyle.Word(bot.Level)}");
        Line(text, "  " + MailName.Of(string.Join(" · ", bot.Reasons), 400));
        Line(text, "  " + Figures(bot));
        Lines(text, "Alerts", bot.Alerts, bot.AlertCount, alert => Alert(digest, alert));
        Lines(text, "Movers", bot.Movers, bot.Movers.Count, mover => $"{(mover.Verdict == ChangeVerdict.Worse ? "worse" : "better")}: {DigestReasons.MoverText(mover)}");
        Lines(text, "Suggestions", bot.Suggestions, bot.Suggestions.Count, suggestion => suggestion.Title, MostSuggestions);
        if (links.Bot(bot.Id, digest.Period) is { } page)
            Line(text, "  " + page);
    }

    private static void Lines<T>(StringBuilder text, string title, IReadOnlyList<T> all, int count, Func<T, string> of, int most = MostLines)
    {
        if (all.Count > 0)
            Line(text, $"  {title}:");
        foreach (var one in all.Take(most))
            Line(text, "  - " + MailName.Of(of(one), 300));
        if (count > most)
            Line(text, $"  and {Format.Exact(count - most)} more");
    }

    private static void Names(StringBuilder text, string title, IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return;

        Line(text);
        Line(text, $"{title}: {string.Join(", ", all.Take(MostNames).Select(name => MailName.Of(name)))}{(all.Count > MostNames ? $" and {Format.Exact(all.Count - MostNames)} more" : "")}");
    }

    private static void Line(StringBuilder text, string line = "") => text.Append(line).Append("\r\n");
}
