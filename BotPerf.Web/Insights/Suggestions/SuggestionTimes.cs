namespace BotPerf.Web.Insights.Suggestions;

/// <summary>The times and limits of suggestions.</summary>
internal static class SuggestionTimes
{
    /// <summary>What rules look at: a whole day, so that night and evening count as much as they do.</summary>
    public const int WindowHours = 24;

    /// <summary>No verdict measures longer on each side.</summary>
    public const int MostVerdictHours = 168;

    /// <summary>Of one rule for one bot, that are not over; the worst come first.</summary>
    public const int MostOfAKind = 10;

    public const int LongestReason = 500;

    /// <summary>So long an open one waits for figures before it goes.</summary>
    public static readonly TimeSpan Unmeasured = TimeSpan.FromDays(7);

    /// <summary>Within this time what went is the same again; and what worked does not come back.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(7);

    /// <summary>After this time what was dismissed is asked again.</summary>
    public static readonly TimeSpan Dismissal = TimeSpan.FromDays(90);

    public static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(90);

    /// <summary>After its end.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public static DateTimeOffset HourOf(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 3_600 * 3_600);

    public static DateTimeOffset HourAfter(DateTimeOffset at) => HourOf(at) is var hour && hour == at ? hour : hour.AddHours(1);
}
