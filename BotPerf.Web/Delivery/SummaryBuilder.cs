using System.Globalization;

namespace BotPerf.Web.Delivery;

/// <summary>The one message in place of those that an hour's budget had no room for. Pure.</summary>
internal static class SummaryBuilder
{
    public const string Kind = "summary";
    private const int Lines = 15;

    /// <param name="held">Oldest first.</param>
    public static Notice Of(IReadOnlyList<Notice> held, string id, DateTimeOffset now)
    {
        var tones = held.GroupBy(notice => notice.Tone).OrderByDescending(tone => tone.Key)
            .Select(tone => string.Create(CultureInfo.InvariantCulture, $"{tone.Count()} {WordOf(tone.Key)}"));
        // The worst first, and of equals the newest: what fits has to be what matters.
        var lines = held.Reverse().OrderByDescending(notice => notice.Tone).Take(Lines)
            .Select(notice => string.Create(CultureInfo.InvariantCulture, $"{notice.At:HH:mm} UTC  {TextCut.OneLine(notice.Title, 150)}"));
        var more = held.Count > Lines ? string.Create(CultureInfo.InvariantCulture, $"\n… and {held.Count - Lines} more") : "";
        return new Notice(
            Kind, "summary:" + id, held.Max(notice => notice.Tone),
            string.Create(CultureInfo.InvariantCulture, $"{held.Count} messages were held back"),
            $"The channel's hourly budget was used up. Held back: {string.Join(", ", tones)}.\n{string.Join('\n', lines)}{more}",
            [], null, now);
    }

    private static string WordOf(NoticeTone tone) => tone switch
    {
        NoticeTone.Good => "good",
        NoticeTone.Info => "info",
        NoticeTone.Warning => "warning",
        NoticeTone.High => "high",
        _ => "critical",
    };
}
