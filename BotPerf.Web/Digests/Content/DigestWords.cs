using System.Globalization;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Digests.Content;

/// <summary>What a digest says in a line. Pure.</summary>
internal static class DigestWords
{
    // Scores come every ten minutes, and the first and the last may be of less.
    private static readonly TimeSpan s_leastGap = TimeSpan.FromMinutes(20);

    /// <summary>The worst thing, in a sentence.</summary>
    public static string Headline(Digest digest) => WorstOf(digest) is { Length: > 0 } name ? $"{DigestReasons.Short(name)}{HeadlineRest(digest)}" : HeadlineRest(digest);

    /// <summary>The name that the sentence begins with; empty: it begins with none.</summary>
    public static string WorstOf(Digest digest) => digest.Bad is [var worst, ..] ? worst.Name : "";

    /// <summary>The sentence after that name: in a letter the name, which may be written the other way, stands by itself.</summary>
    public static string HeadlineRest(Digest digest)
    {
        if (digest.Bots.Count == 0)
            return "There is no bot to tell of";
        if (digest.Bad is [var worst, ..])
        {
            var others = digest.Bad.Count - 1;
            return $": {worst.Reasons[0]}{(others == 0 ? "" : $", and {DigestReasons.Count(others, "more bot needs", "more bots need")} a look")}";
        }

        return digest.Well.Count == 0
            ? $"{(digest.WasAway ? "BotPerf itself was away: nothing" : "Nothing")} was heard of {(digest.Bots.Count == 1 ? DigestReasons.Short(digest.Bots[0].Name) : $"{Format.Exact(digest.Bots.Count)} bots")}"
            : $"{WellTitle(digest)}: {DigestReasons.Count(digest.Uses, "command")} of {DigestReasons.Count(digest.Well.Count, "bot")}";
    }

    /// <summary>Bots that nothing is known of for a while, the longest first: nobody can say that they were well.</summary>
    public static IReadOnlyList<DigestBot> Gaps(Digest digest) =>
        [.. digest.Bots.Where(bot => bot.Unknown >= s_leastGap).OrderByDescending(bot => bot.Unknown)];

    /// <summary>Over the names of those that are well.</summary>
    public static string WellTitle(Digest digest) =>
        digest.Well.Any(bot => bot.Unknown >= s_leastGap) ? "All good, as far as is known" : "All good";

    /// <summary>"500 of 2,000 bots were looked at: …"; empty: all of them were.</summary>
    public static string LookedAt(Digest digest) => digest.Known <= digest.Bots.Count
        ? ""
        : $"{Format.Exact(digest.Bots.Count)} of {Format.Exact(digest.Known)} bots were looked at: those with the worst alerts, those that fell silent and those with the lowest health. Of the others nothing is said here.";

    public static string Subject(Digest digest) => $"{Title(digest.Period.Cadence)} {Short(digest.Period)}: {Headline(digest)}";

    public static string Title(Cadence cadence) => cadence switch
    {
        Cadence.Daily => "Daily digest",
        Cadence.Weekly => "Weekly digest",
        _ => "Monthly digest",
    };

    public static string Every(Cadence cadence) => cadence switch
    {
        Cadence.Daily => "every day",
        Cadence.Weekly => "every Monday",
        _ => "on the first of every month",
    };

    /// <summary>"20 Nov", "16–22 Nov", "Nov 2026".</summary>
    public static string Short(CalendarPeriod period) => period.Cadence switch
    {
        Cadence.Daily => Text(period.First, "d MMM"),
        Cadence.Weekly => Days(period, "MMM"),
        _ => Text(period.First, "MMM yyyy"),
    };

    /// <summary>"Friday, 20 November 2026", "16–22 November 2026", "November 2026".</summary>
    public static string Long(CalendarPeriod period) => period.Cadence switch
    {
        Cadence.Daily => Text(period.First, "dddd, d MMMM yyyy"),
        Cadence.Weekly => $"{Days(period, "MMMM")} {Text(Last(period), "yyyy")}",
        _ => Text(period.First, "MMMM yyyy"),
    };

    /// <summary>"14:05", or "20 Nov 14:05" where the day is not plain, by the clocks of the reader; with the offset in an hour that comes twice.</summary>
    public static string Time(Digest digest, DateTimeOffset at)
    {
        var isPlain = digest.Period.Cadence == Cadence.Daily && at >= digest.Period.From && at < digest.Period.To;
        var local = TimeZoneInfo.ConvertTime(at, digest.Zone);
        var isTwice = digest.Zone.IsAmbiguousTime(local.DateTime);
        return local.ToString((isPlain ? "HH:mm" : "d MMM HH:mm") + (isTwice ? " 'UTC'zzz" : ""), CultureInfo.InvariantCulture);
    }

    /// <summary>"42 s", "42 min", "5 h 12 min", "3 d 4 h": rounded down.</summary>
    public static string Lasting(TimeSpan span) => span switch
    {
        { TotalHours: < 1 } => Format.Span(span),
        { TotalDays: < 2 } => And($"{(int)span.TotalHours} h", span.Minutes, "min"),
        _ => And($"{(int)span.TotalDays} d", span.Hours, "h"),
    };

    /// <summary>Of those of an instance at least; "not watched" where no rule is about it.</summary>
    public static string Offline(TimeSpan? outage) => outage is not { } known ? "not watched" : known == TimeSpan.Zero ? "0 min" : Lasting(known);

    /// <summary>"lasted 12 min", "lasted 12 min in all, 11 times", "still open".</summary>
    public static string Lasted(DigestAlert alert) => alert.Lasted is not { } lasted ? alert.Times == 1 ? "still open" : $"still open, came back {Times(alert.Times - 1)}"
        : alert.Times == 1 ? $"lasted {Lasting(lasted)}" : $"lasted {Lasting(lasted)} in all, {Times(alert.Times)}";

    /// <summary>"+12 %", "−3 %"; empty where there is nothing to compare with.</summary>
    public static string Change(double? change) => change switch
    {
        null => "",
        > -0.005 and < 0.005 => "±0 %",
        > 0 => $"+{Format.Percent(change)}",
        _ => $"−{Format.Percent(-change)}",
    };

    private static string And(string more, int rest, string unit) => rest == 0 ? more : $"{more} {rest} {unit}";

    private static string Times(int count) => count == 1 ? "once" : $"{Format.Exact(count)} times";

    private static string Days(CalendarPeriod period, string month) => period.First.Month == Last(period).Month
        ? $"{Text(period.First, "%d")}–{Text(Last(period), "d " + month)}"
        : $"{Text(period.First, "d " + month)} – {Text(Last(period), "d " + month)}";

    private static DateOnly Last(CalendarPeriod period) => period.Next.AddDays(-1);

    private static string Text(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}
