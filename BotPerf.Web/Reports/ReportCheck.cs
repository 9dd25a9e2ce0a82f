using BotPerf.Web.Bots;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Reports;

/// <summary>Whether what somebody wants is possible; the message says what is not.</summary>
internal sealed class ReportCheck(BotRegistry bots)
{
    public const int LongestTitle = 100;
    public const int MostBots = 100;
    public const int EarliestYear = 2000;
    public const string UsualTitle = "Performance report";

    /// <summary>As long as hours are kept.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <exception cref="ReportRefusedException">Names the field.</exception>
    public ReportDraft Draft(ReportWish wish)
    {
        var title = TextCut.OneLine(wish.Title ?? UsualTitle, LongestTitle + 1);
        if (title.Length is 0 or > LongestTitle)
            throw new ReportRefusedException($"The title has 1 to {LongestTitle} characters.", "title");

        var wanted = (wish.Bots ?? []).Distinct().ToList();
        if (wanted.Count > MostBots || (wanted.Count == 0 && bots.All.Count > MostBots))
            throw new ReportRefusedException($"A report is of at most {MostBots} bots.", "bots");
        if (wanted.Where(id => bots.Find(new BotId(id)) is null).Select(id => (int?)id).FirstOrDefault() is { } unknown)
            throw new ReportRefusedException($"There is no bot {unknown}.", "bots");

        var sections = wish.Sections ?? ReportSections.All;
        if (sections.Count == 0 || sections.Any(section => !ReportSections.All.Contains(section)))
            throw new ReportRefusedException($"Sections are one or more of {string.Join(", ", ReportSections.All)}.", "sections");

        if (ZoneName.Find(wish.Zone ?? TimeZoneInfo.Utc.Id) is not { } zone)
            throw new ReportRefusedException("The zone has to be a name of the IANA list, such as Europe/Berlin.", "zone");

        return new ReportDraft(title, wanted, [.. ReportSections.All.Where(sections.Contains)], zone.Id);
    }

    /// <exception cref="ReportRefusedException">Names the field.</exception>
    public ReportWindow Window(ReportWish wish, DateTimeOffset now)
    {
        var to = wish.To is { } end && end < now ? end : now;
        if (wish.From is not { } from)
            throw new ReportRefusedException("Say when the window begins.", "from");
        if (from.Year < EarliestYear)
            throw new ReportRefusedException($"The window begins in {EarliestYear} or later.", "from");
        if (from >= to)
            throw new ReportRefusedException("The window has to begin before its end, and in the past.", "from");
        return to - from > Longest
            ? throw new ReportRefusedException($"The window is at most {Longest.TotalDays:0} days long.", "from")
            : ReportWindow.Of(from, to, now);
    }
}
