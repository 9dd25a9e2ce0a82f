using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Schedules;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Api;

/// <summary>A report, and how far it is.</summary>
/// <param name="Id">Names it in addresses.</param>
/// <param name="Title">What its owner called it.</param>
/// <param name="Owner">Whose it is: an e-mail address, or a token's name.</param>
/// <param name="Bots">Their numbers; empty: all that there were.</param>
/// <param name="Sections">summary, commands, alerts, health, suggestions, comparison.</param>
/// <param name="Zone">Whose clock it tells times by.</param>
/// <param name="State">waiting, making, done, failed or cancelled.</param>
/// <param name="Progress">0 to 1; null: it is not being made, or cannot be said.</param>
/// <param name="Step">What is done right now; null: it is not being made.</param>
/// <param name="Problem">Why it failed.</param>
/// <param name="NoPdf">Why there is no PDF; null: there is one, or it is not made yet.</param>
/// <param name="Formats">What can be downloaded: html, json, csv, pdf.</param>
/// <param name="Tables">Of csv.</param>
/// <param name="CreatedAt">When it was wanted.</param>
/// <param name="EndedAt">When it was done, failed or cancelled.</param>
/// <param name="Bytes">All its files together.</param>
/// <param name="Schedule">Of which schedule it is; null: it was made on demand.</param>
internal sealed record ReportShape(
    int Id, string Title, string Owner, IReadOnlyList<int> Bots, IReadOnlyList<string> Sections, string Zone, DateTimeOffset From,
    DateTimeOffset To, string State, double? Progress, string? Step, string? Problem, string? NoPdf, IReadOnlyList<string> Formats,
    IReadOnlyList<string> Tables, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long Bytes, int? Schedule)
{
    public static ReportShape Of(ReportEntry report)
    {
        var isDone = report.State == ReportState.Done;
        return new ReportShape(
            report.Id, report.Title, report.Owner, report.Bots, report.Sections, report.Zone, report.From, report.To,
            ReportEntry.WordOf(report.State), report.Step?.Fraction is { } part ? Math.Round(part, 3) : null, report.Step?.Text, report.Problem, report.NoPdf,
            !isDone ? [] : report.NoPdf is null ? ["html", "json", "csv", "pdf"] : ["html", "json", "csv"],
            isDone ? [.. CsvTables.Of(report.Sections)] : [], report.CreatedAt, report.EndedAt, report.Bytes, report.Schedule);
    }
}

/// <summary>A report that is wanted.</summary>
/// <param name="Title">1 to 100 characters; "Performance report" when left out.</param>
/// <param name="Bots">Their numbers, at most 100; all when left out or empty.</param>
/// <param name="Sections">summary, commands, alerts, health, suggestions, comparison; all when left out.</param>
/// <param name="Zone">Of the IANA list; UTC when left out.</param>
/// <param name="From">The beginning of the window.</param>
/// <param name="To">Its end, at most 400 days after; now when left out.</param>
internal sealed record ReportWanted(
    string? Title, IReadOnlyList<int>? Bots, IReadOnlyList<string>? Sections, string? Zone, DateTimeOffset? From, DateTimeOffset? To)
{
    public ReportWish ToWish() => new(Title, Bots, Sections, Zone, From, To);
}

/// <summary>Reports of every day, week or month.</summary>
/// <param name="Id">Names it in addresses.</param>
/// <param name="Title">What each of them is called.</param>
/// <param name="Owner">Whose they are.</param>
/// <param name="Bots">Their numbers; empty: all that there are when one is made.</param>
/// <param name="Sections">summary, commands, alerts, health, suggestions, comparison.</param>
/// <param name="Zone">Whose days, weeks and months they are.</param>
/// <param name="Period">daily, weekly or monthly: each is of the last one that is over.</param>
/// <param name="Hour">Of the zone's clock on the day a period begins, 0 to 23; no sooner than 15 minutes after the one that is over.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="NextAt">When the next report is begun.</param>
internal sealed record ReportScheduleShape(
    int Id, string Title, string Owner, IReadOnlyList<int> Bots, IReadOnlyList<string> Sections, string Zone, string Period, int Hour,
    DateTimeOffset CreatedAt, DateTimeOffset NextAt)
{
    public static ReportScheduleShape Of(ReportSchedule schedule) => new(
        schedule.Id, schedule.Title, schedule.Owner, schedule.Bots, schedule.Sections, schedule.Zone, Cadences.Word(schedule.Period),
        schedule.Hour, schedule.CreatedAt, schedule.NextAt);
}

/// <summary>A schedule that is wanted.</summary>
/// <param name="Title">1 to 100 characters; "Performance report" when left out.</param>
/// <param name="Bots">Their numbers, at most 100; all when left out or empty.</param>
/// <param name="Sections">summary, commands, alerts, health, suggestions, comparison; all when left out.</param>
/// <param name="Zone">Of the IANA list; UTC when left out.</param>
/// <param name="Period">daily, weekly or monthly.</param>
/// <param name="Hour">Of the zone's clock on the day a period begins, 0 to 23; no sooner than 15 minutes after the one that is over.</param>
internal sealed record ReportScheduleWanted(
    string? Title, IReadOnlyList<int>? Bots, IReadOnlyList<string>? Sections, string? Zone, string? Period, int? Hour)
{
    public ReportWish ToWish() => new(Title, Bots, Sections, Zone, null, null);
}
