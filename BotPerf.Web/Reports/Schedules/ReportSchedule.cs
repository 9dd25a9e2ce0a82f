using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Reports.Schedules;

/// <summary>A report that is made again and again, each of the last whole period.</summary>
/// <param name="Hour">Of the zone's clock, 0 to 23.</param>
/// <param name="NextAt">When the next one is begun.</param>
public sealed record ReportSchedule(
    int Id, string Title, string Owner, IReadOnlyList<int> Bots, IReadOnlyList<string> Sections, string Zone, Cadence Period, int Hour,
    DateTimeOffset CreatedAt, DateTimeOffset NextAt)
{
    internal static ReportSchedule Of(ReportScheduleRow row) => new(
        row.Id, row.Title, row.Owner, ReportEntry.Numbers(row.Bots), ReportSections.Split(row.Sections), row.Zone,
        Cadences.Of(row.Period), row.Hour, row.CreatedAt, row.NextAt);

    internal static PeriodSchedule RhythmOf(string period, int hour, string zone) =>
        new(Cadences.Of(period), hour, ZoneName.Find(zone) ?? TimeZoneInfo.Utc);
}
