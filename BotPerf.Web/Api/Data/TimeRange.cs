using System.Globalization;

namespace BotPerf.Web.Api.Data;

/// <summary>What <c>?from=&amp;to=</c> ask for.</summary>
/// <param name="To">Not after now.</param>
internal readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);
    private static readonly TimeSpan s_usual = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset s_earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public long FromMinute => From.ToUnixTimeSeconds() / 60;

    /// <summary>Exclusive: the minute after the one that the end lies in.</summary>
    public long ToMinute => Rollups.StepRange.MinuteAfter(To);

    /// <param name="from">Left out: <paramref name="usual"/> before the end.</param>
    /// <param name="to">Left out: now.</param>
    /// <param name="now">The present.</param>
    /// <param name="usual">Null: an hour.</param>
    /// <exception cref="Refused">Not ISO 8601, the wrong way round, in the future or too long.</exception>
    public static TimeRange Of(string? from, string? to, DateTimeOffset now, TimeSpan? usual = null)
    {
        var end = Time("to", to) is { } wanted && wanted < now ? wanted : now;
        var begin = Time("from", from) ?? end - (usual ?? s_usual);
        if (begin >= end)
            throw Refused.Field("from", to is null ? "has to be in the past" : "has to be before to, and in the past");
        if (end - begin > Longest)
            throw Refused.Field("from", $"has to be at most {Longest.TotalDays:0} days before to");

        return new TimeRange(begin, end);
    }

    /// <summary>A moment, or null when none is asked for.</summary>
    /// <exception cref="Refused">Not ISO 8601.</exception>
    public static DateTimeOffset? Time(string field, string? text)
    {
        if (text is null)
            return null;

        // In an address a plus that was not escaped arrives as a space.
        var fits = DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'), s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        if (!fits || time < s_earliest)
            throw Refused.Field(field, "has to be a time in ISO 8601, such as 2026-11-21T10:00:00Z, from the year 2000 on");
        return time.ToUniversalTime();
    }
}
