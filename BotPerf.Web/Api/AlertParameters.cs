using System.Globalization;
using BotPerf.Web.Alerts;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Api;

/// <summary>What the query of a call about alerts asks for. Pure.</summary>
internal static class AlertParameters
{
    private const string Words = "has to be of the words";

    /// <exception cref="Refused">One of them is wrong.</exception>
    public static AlertFilter Filter(
        string? state, string? bot, string? severity, string? rule, string? assignee, string? snoozed, string? text, string? from, string? to) => new(
        state is null
            ? [.. Enum.GetValues<AlertLifeState>().Where(one => one != AlertLifeState.Pending)]
            : List<AlertLifeState>("state", state),
        Number("bot", bot) is { } id ? new BotId(id) : null,
        severity is null ? null : List<AlertSeverity>("severity", severity),
        Number("rule", rule),
        string.IsNullOrWhiteSpace(assignee) ? null : assignee.Trim(),
        string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
        snoozed switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw Refused.Field("snoozed", "has to be true or false"),
        },
        Time("from", from), Time("to", to));

    /// <summary>A moment, or an age such as 90m, 24h or 7d; left out: all that is over.</summary>
    /// <exception cref="Refused">It is neither.</exception>
    public static DateTimeOffset OlderThan(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
            return now.AddTicks(1);
        if (int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100_000)
        {
            TimeSpan? age = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(Math.Min(number, 36_500)),
                _ => null,
            };
            if (age is { } known)
                return now - known;
        }

        return IsTime(text, out var moment) ? moment
            : throw Refused.Field("olderThan", "has to be a time in ISO 8601, or an age such as 90m, 24h or 7d");
    }

    private static List<T> List<T>(string field, string text) where T : struct, Enum
    {
        var all = Enum.GetValues<T>().ToDictionary(one => one.ToString().ToLowerInvariant());
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word => all.TryGetValue(word, out var known) ? known
            : throw Refused.Field(field, $"{Words} {string.Join(", ", all.Keys)}, with commas between several"))];
    }

    private static int? Number(string field, string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refused.Field(field, "has to be a number that names one");

    private static DateTimeOffset? Time(string field, string? text) => text is null ? null
        : IsTime(text, out var time) ? time : throw Refused.Field(field, "has to be a time in ISO 8601");

    private static bool IsTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
