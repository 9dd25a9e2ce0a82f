namespace BotPerf.Web.Components.Alerts;

/// <param name="At">Null: without an end.</param>
internal sealed record UntilChoice(string Text, DateTimeOffset? At);

/// <summary>How long something may be put off, in the person's own time. Pure.</summary>
internal static class UntilChoices
{
    private const int MorningHour = 9;

    public static IReadOnlyList<UntilChoice> Acknowledge(DateTimeOffset now, UserTime time) =>
        [new("Until it resolves", null), In(1, now), In(4, now), new("Until tomorrow, 9:00", Morning(now, time, 1))];

    public static IReadOnlyList<UntilChoice> Snooze(DateTimeOffset now, UserTime time) =>
    [
        In(1, now), In(4, now), new("Until tomorrow, 9:00", Morning(now, time, 1)),
        new("Until Monday, 9:00", Morning(now, time, DaysToMonday(time.Local(now).DayOfWeek))),
    ];

    private static UntilChoice In(int hours, DateTimeOffset now) => new(hours == 1 ? "For 1 hour" : $"For {hours} hours", now.AddHours(hours));

    private static DateTimeOffset Morning(DateTimeOffset now, UserTime time, int days) =>
        time.At(time.Local(now).Date.AddDays(days).AddHours(MorningHour));

    // On a Monday the next one is meant.
    private static int DaysToMonday(DayOfWeek today) => ((int)DayOfWeek.Monday - (int)today + 6) % 7 + 1;
}
