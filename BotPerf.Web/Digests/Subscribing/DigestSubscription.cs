using System.Globalization;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Subscribing;

/// <summary>Who gets which digest, when and where.</summary>
/// <param name="Email">Of the person.</param>
/// <param name="Channel">Where it goes; null: to the person's own address.</param>
/// <param name="Zone">By its IANA name.</param>
/// <param name="Bots">Their numbers; empty: all.</param>
/// <param name="OffReason">Why it is off, when nobody signed in did it.</param>
/// <param name="NextAt">When the next one is due; null: it is off.</param>
public sealed record DigestSubscription(
    int Id, int AccountId, string Email, Cadence Cadence, int? Channel, int Hour, string Zone, IReadOnlyList<int> Bots, bool IsOn,
    string? OffReason, DateTimeOffset? NextAt, DateTimeOffset CreatedAt)
{
    internal static DigestSubscription Of(DigestSubscriptionRow row, string email, DateTimeOffset now)
    {
        var schedule = ScheduleOf(row.Cadence, row.Hour, row.Zone);
        return new DigestSubscription(
            row.Id, row.AccountId, email, schedule.Cadence, row.ChannelId == 0 ? null : row.ChannelId, row.Hour, row.Zone, BotsOf(row.Bots),
            row.Enabled, row.OffReason, row.Enabled ? PeriodCalendar.Upcoming(schedule, now).DueAt : null, row.CreatedAt);
    }

    /// <summary>A zone that the machine has forgotten since is UTC.</summary>
    internal static PeriodSchedule ScheduleOf(string cadence, int hour, string zone) =>
        new(Cadences.Of(cadence), hour, ZoneName.Find(zone) ?? TimeZoneInfo.Utc);

    internal static IReadOnlyList<int> BotsOf(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    internal static string TextOf(IEnumerable<int> bots) =>
        string.Join(',', bots.Distinct().Order().Select(id => id.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>A subscription as somebody wants it.</summary>
/// <param name="Cadence">daily, weekly or monthly.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="Zone">A time zone of the IANA list.</param>
/// <param name="Bots">Their numbers; empty: all.</param>
/// <param name="Channel">Null: to the person's own address.</param>
public sealed record DigestWish(string? Cadence, int Hour, string? Zone, IReadOnlyList<int> Bots, int? Channel, bool IsOn = true);
