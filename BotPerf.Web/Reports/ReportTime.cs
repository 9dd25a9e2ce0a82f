using System.Globalization;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Reports;

/// <summary>Times by the clock of a report's zone. Pure.</summary>
public sealed record ReportTime
{
    private readonly TimeZoneInfo _zone;

    private ReportTime(TimeZoneInfo zone) => _zone = zone;

    /// <summary>Its IANA name.</summary>
    public string Zone => _zone.Id;

    /// <param name="zone">What names no zone is UTC.</param>
    public static ReportTime Of(string zone) => new(ZoneName.Find(zone) ?? TimeZoneInfo.Utc);

    /// <summary>2026-11-21 14:05.</summary>
    public string Minute(DateTimeOffset at) => Text(at, "yyyy-MM-dd HH:mm");

    /// <summary>Where a chart has little room: the hour, and at midnight the day.</summary>
    /// <param name="at">When.</param>
    /// <param name="day">The day whatever the hour: where the clocks are set at midnight, a day begins at another.</param>
    public string Tick(DateTimeOffset at, bool day) => !day && Text(at, "HH:mm") is var hour and not "00:00" ? hour : Text(at, "d MMM");

    /// <summary>The beginning of a day.</summary>
    public DateTimeOffset Midnight(DateOnly day) => LocalClock.FirstAt(day.ToDateTime(TimeOnly.MinValue), _zone);

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(LocalClock.Of(at, _zone));

    public TimeSpan OffsetAt(DateTimeOffset at) => _zone.GetUtcOffset(at);

    /// <summary>The zone is told with it.</summary>
    public string Span(DateTimeOffset from, DateTimeOffset to) =>
        $"{Minute(from)} to {(Text(from, "yyyy-MM-dd") == Text(to, "yyyy-MM-dd") ? Text(to, "HH:mm") : Minute(to))} ({Zone})";

    private string Text(DateTimeOffset at, string format) => TimeZoneInfo.ConvertTime(at, _zone).ToString(format, CultureInfo.InvariantCulture);
}
