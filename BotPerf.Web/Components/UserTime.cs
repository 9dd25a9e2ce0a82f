using System.Globalization;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components;

/// <summary>
/// Times as the person at the browser reads them: in the browser's own time zone, and in UTC, which it then says, when that
/// is not known. Given to every page as a cascading value.
/// </summary>
internal sealed class UserTime
{
    public static readonly UserTime Utc = new(TimeZoneInfo.Utc);

    private readonly TimeZoneInfo _zone;

    private UserTime(TimeZoneInfo zone) => _zone = zone;

    /// <summary>The zone's IANA name, or UTC.</summary>
    public string Zone => _zone.Id;

    /// <param name="zone">What the browser calls its time zone, such as Europe/Berlin. Anything else is UTC.</param>
    public static UserTime Of(string? zone) =>
        ZoneName.Find(zone) is { } found && found.Id != Utc.Zone ? new UserTime(found) : Utc;

    /// <summary>14:05.</summary>
    public string Clock(DateTimeOffset at) => Text(at, "HH:mm");

    /// <summary>2026-11-21.</summary>
    public string Date(DateTimeOffset at) => Text(at, "yyyy-MM-dd");

    /// <summary>2026-11-21 14:05.</summary>
    public string Minute(DateTimeOffset at) => Text(at, "yyyy-MM-dd HH:mm");

    /// <summary>21 Nov 14:05, where the year is clear.</summary>
    public string DayAndClock(DateTimeOffset at) => Text(at, "d MMM HH:mm");

    /// <summary>2026-11-21 14:05:09 +01:00; the offset tells the two hours of a clock set back apart.</summary>
    public string Exact(DateTimeOffset at) => Text(at, this == Utc ? "yyyy-MM-dd HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm:ss zzz");

    /// <summary>As short as it stays clear: the day is told once when both are on the same.</summary>
    public string Span(DateTimeOffset from, DateTimeOffset to) =>
        $"{Minute(from)} to {(Date(from) == Date(to) ? Clock(to) : Minute(to))}{(this == Utc ? " UTC" : "")}";

    /// <summary>For where there is little room: 21 Nov 14:05 to 16:00.</summary>
    public string Short(DateTimeOffset from, DateTimeOffset to) =>
        $"{DayAndClock(from)} to {Text(to, Date(from) == Date(to) ? "HH:mm" : "d MMM HH:mm")}";

    /// <summary>The midnight that the day of <paramref name="at"/> began with.</summary>
    public DateTimeOffset StartOfDay(DateTimeOffset at) => At(Local(at).Date);

    /// <summary>The midnights after <paramref name="from"/> and before <paramref name="to"/>: 23, 24 or 25 hours apart.</summary>
    public IEnumerable<DateTimeOffset> Midnights(DateTimeOffset from, DateTimeOffset to)
    {
        for (var day = Local(from).Date.AddDays(1); At(day) < to; day = day.AddDays(1))
            yield return At(day);
    }

    /// <summary>What the person's clock shows.</summary>
    public DateTime Local(DateTimeOffset at) => InZone(at).DateTime;

    /// <summary>
    /// The moment at which the person's clock shows this. An hour that is left out when the clock is set forward is counted
    /// on from before it; of one that comes twice the first is meant.
    /// </summary>
    public DateTimeOffset At(DateTime local) => new DateTimeOffset(
        local, _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local)).ToUniversalTime();

    private DateTimeOffset InZone(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    private string Text(DateTimeOffset at, string format) => InZone(at).ToString(format, CultureInfo.InvariantCulture);
}
