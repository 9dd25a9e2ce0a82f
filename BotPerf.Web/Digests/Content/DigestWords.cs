using System.Globalization;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Digests.Content;

/// <summary>What a digest says in a line. Pure.</summary>
internal static class DigestWords
{
    /// <summary>The worst thing, in a sentence.</summary>
    public static string Headline(Digest digest)
    {
        if (digest.Bots.Count == 0)
            return "There is no bot to tell of";
        if (digest.Bad is [var worst, ..])
        {
            var others = digest.Bad.Count - 1;
            var more = others == 0 ? "" : $", and {DigestReasons.Count(others, "more bot needs", "more bots need")} a look";
            return $"{DigestReasons.Short(worst.Name)}: {worst.Reasons[0]}{more}";
        }

        return digest.Well.Count == 0
            ? $"Nothing was heard of {(digest.Bots.Count == 1 ? DigestReasons.Short(digest.Bots[0].Name) : $"{digest.Bots.Count} bots")}"
            : $"All good: {DigestReasons.Count(digest.Uses, "command")} of {DigestReasons.Count(digest.Well.Count, "bot")}";
    }

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

    /// <summary>"20 Nov 14:05", by the clocks of the reader.</summary>
    public static string Time(Digest digest, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, digest.Zone).ToString(digest.Period.Cadence == Cadence.Daily ? "HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"+12 %", "−3 %"; empty where there is nothing to compare with.</summary>
    public static string Change(double? change) => change switch
    {
        null => "",
        > -0.005 and < 0.005 => "±0 %",
        > 0 => $"+{Format.Percent(change)}",
        _ => $"−{Format.Percent(-change)}",
    };

    private static string Days(CalendarPeriod period, string month) => period.First.Month == Last(period).Month
        ? $"{Text(period.First, "%d")}–{Text(Last(period), "d " + month)}"
        : $"{Text(period.First, "d " + month)} – {Text(Last(period), "d " + month)}";

    private static DateOnly Last(CalendarPeriod period) => period.Next.AddDays(-1);

    private static string Text(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}
