using System.Globalization;

namespace BotPerf.Web.Components.Layout;

/// <summary>The time a page is about, as its URL names it: one of the usual lengths up to now, or from one minute to another.</summary>
/// <param name="Key">live, 15m, …; custom for a range with a beginning and an end.</param>
public sealed record TimeRange(string Key, string Label, TimeSpan Length)
{
    /// <summary>How long hours are kept; only days are left of what is older.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public static readonly TimeRange Live = new("live", "Live", TimeSpan.FromMinutes(15));

    /// <summary>Shortest first.</summary>
    public static readonly IReadOnlyList<TimeRange> Usual =
    [
        Live,
        new("15m", "15 min", TimeSpan.FromMinutes(15)),
        new("1h", "1 h", TimeSpan.FromHours(1)),
        new("6h", "6 h", TimeSpan.FromHours(6)),
        new("24h", "24 h", TimeSpan.FromHours(24)),
        new("7d", "7 d", TimeSpan.FromDays(7)),
        new("30d", "30 d", TimeSpan.FromDays(30)),
        new("90d", "90 d", TimeSpan.FromDays(90)),
    ];

    private const string MinuteFormat = "yyyy-MM-dd'T'HH:mm'Z'";
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(1);
    private static readonly string[] s_formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Whole minutes; null while the range ends now.</summary>
    public DateTimeOffset? From { get; private init; }

    public DateTimeOffset? To { get; private init; }

    public bool IsLive => this == Live;

    /// <summary>The URL's part; empty for live.</summary>
    public string Query => this switch
    {
        { From: { } from, To: { } to } => $"from={Text(from)}&to={Text(to)}",
        { IsLive: true } => "",
        _ => $"range={Key}",
    };

    /// <summary>What a URL cannot mean is live.</summary>
    public static TimeRange Parse(string? key, string? from, string? to) =>
        Minute(from) is { } begin && Minute(to) is { } end && begin < end
            ? Between(begin, end)
            : Usual.FirstOrDefault(range => range.Key == key) ?? Live;

    /// <param name="from">The beginning; seconds are left out.</param>
    /// <param name="to">The end, later than the beginning.</param>
    public static TimeRange Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (begin, end) = (WholeMinute(from), WholeMinute(to));
        if (end <= begin) end = begin + s_shortest;
        return new TimeRange("custom", "", end - begin) { From = begin, To = end };
    }

    /// <summary>What is wrong with a range somebody wants; null: nothing.</summary>
    public static string? Refusal(DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now) => (from, to) switch
    {
        (null, _) => "Say when it begins.",
        (_, null) => "Say when it ends.",
        _ when from >= to => "The beginning has to be before the end.",
        _ when from >= now => "The beginning is in the future.",
        _ when from < now - Kept => $"Nothing that old is kept: the last {Kept.TotalDays:0} days are.",
        _ => null,
    };

    /// <summary>The window, never beyond now nor what is kept.</summary>
    public TimeWindow Resolve(DateTimeOffset now)
    {
        var to = To is { } end && end < now ? end : now;
        var from = From ?? now - Length;
        if (from > to - s_shortest) from = to - s_shortest;
        return TimeWindow.Of(from < now - Kept ? now - Kept : from, to);
    }

    /// <summary>Whether there is more to come.</summary>
    public bool IsMoving(DateTimeOffset now) => To is null || To > now;

    /// <summary>"the last 24 h", or from when to when.</summary>
    internal string Words(UserTime time) => this is { From: { } from, To: { } to }
        ? time.Span(from, to)
        : $"the last {(IsLive ? Usual[1].Label : Label)}";

    /// <summary>As long, right before.</summary>
    public TimeRange Earlier(DateTimeOffset now)
    {
        var from = From ?? now - Length;
        return Between(from - Length, from);
    }

    /// <summary>As long, right after, but not beyond now.</summary>
    public TimeRange Later(DateTimeOffset now) => To is { } to && to + Length < now - s_shortest ? Between(to, to + Length) : UpToNow(Length, now);

    /// <summary>About twice as long around the same middle.</summary>
    public TimeRange Wider(DateTimeOffset now)
    {
        if (this is not { From: { } from, To: { } to })
            return Usual.FirstOrDefault(range => range.Length > Length) ?? this;

        var wide = Length * 2 < Kept ? Length * 2 : Kept;
        return to + Length / 2 < now ? Between(to + Length / 2 - wide, to + Length / 2) : UpToNow(wide, now);
    }

    private static TimeRange UpToNow(TimeSpan length, DateTimeOffset now) =>
        Usual.FirstOrDefault(range => range.Length == length && !range.IsLive) ?? Between(now - length, now);

    private static DateTimeOffset? Minute(string? text) =>
        DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.Year is > 1999 and < 9000 ? WholeMinute(at) : null;

    private static DateTimeOffset WholeMinute(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);
}
