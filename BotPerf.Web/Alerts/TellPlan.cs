using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Alerts;

/// <summary>What people are to be told of an alert.</summary>
internal enum Telling
{
    Nothing,
    Opened,
    Worsened,

    /// <summary>It comes and goes too often to tell of each time; said once.</summary>
    Flapping,

    /// <summary>A snooze or an acknowledgement has run out, and it is still there.</summary>
    StillOpen,
    Resolved,
}

/// <summary>When people are told, and of what. Pure: works on a row, the caller saves it.</summary>
internal static class TellPlan
{
    /// <summary>Alerts that begin within this time are told together.</summary>
    public static readonly TimeSpan Grouping = TimeSpan.FromSeconds(20);

    /// <summary>What is critical does not wait for others for long.</summary>
    public static readonly TimeSpan GroupingOfCritical = TimeSpan.FromSeconds(3);

    /// <summary>An alert that is about to worsen waits for that no longer than this.</summary>
    public static readonly TimeSpan LongestGrouping = TimeSpan.FromMinutes(2);

    /// <summary>What people were told of an alert of a group: nothing of its end yet, it is told with the last of them.</summary>
    public const string EndedOfGroup = "ended";

    /// <summary>A trouble that comes back within this time of its end counts as the same one, coming and going.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    /// <summary>So often it comes back before it is said to be flapping.</summary>
    public const int FlappingAfter = 2;

    /// <summary>A flapping alert that stays open for so long is a plain alert again.</summary>
    public static readonly TimeSpan SteadyAfter = TimeSpan.FromMinutes(30);

    /// <param name="row">The alert that has just opened.</param>
    /// <param name="now">The present.</param>
    /// <param name="worseAt">When it will be worse, if it goes on as it is: both are told in one.</param>
    public static void Opened(AlertRow row, DateTimeOffset now, DateTimeOffset? worseAt)
    {
        if (row.Told == EndedOfGroup)
            row.Told = Word(Telling.Opened);
        if (row.Reopened >= FlappingAfter)
            row.FlappingSince ??= now;
        // Who was told that it is there, and not yet that it is over, knows.
        if (row.Told is null || row.Told == Word(Telling.Resolved) || row.FlappingSince == now)
            Due(row, Later(now + GroupingOf(row), Earlier(worseAt + GroupingOfCritical, now + LongestGrouping)));
        else
            row.TellAt = null;
    }

    public static void Worsened(AlertRow row, DateTimeOffset now) => Due(row, now + GroupingOfCritical);

    /// <summary>That it is over is told when it stays over: not before the same trouble would be the same alert again.</summary>
    public static void Resolved(AlertRow row, TimeSpan cooldown, DateTimeOffset now) =>
        row.TellAt = row.Told is null ? null : now + (row.FlappingSince is null ? cooldown : Memory);

    /// <summary>It comes and goes no longer: open for long enough.</summary>
    public static bool Settles(AlertRow row, DateTimeOffset now) =>
        row is { FlappingSince: not null, State: "open", RecoveringSince: null }
        && row.OpenedAt is { } opened && now - opened >= SteadyAfter;

    public static void Settled(AlertRow row, DateTimeOffset now)
    {
        (row.FlappingSince, row.Reopened) = (null, 0);
        row.Told = null;
        Due(row, now);
    }

    /// <summary>A snooze or an acknowledgement has run out.</summary>
    public static void Reminded(AlertRow row, DateTimeOffset now) => Due(row, now);

    /// <summary>What is due is told as it stands now, however it came about.</summary>
    public static Telling Of(AlertRow row) => row switch
    {
        { State: "resolved" or "cleared" } => row.Told is null || row.Told == Word(Telling.Resolved) ? Telling.Nothing : Telling.Resolved,
        { State: not "open" } => Telling.Nothing,
        { SnoozedUntil: not null } => Telling.Nothing,
        { Told: null } or { Told: "resolved" } => row.FlappingSince is null ? Telling.Opened : Telling.Flapping,
        _ when row.Severity > (row.ToldSeverity ?? -1) => Telling.Worsened,
        { FlappingSince: not null, Told: not "flapping" } => Telling.Flapping,
        { FlappingSince: null } => Telling.StillOpen,
        _ => Telling.Nothing,
    };

    public static void Told(AlertRow row, Telling telling)
    {
        (row.TellAt, row.MutedBy) = (null, null);
        if (telling == Telling.Nothing)
            return;
        row.Told = telling is Telling.Worsened or Telling.StillOpen ? Word(Telling.Opened) : Word(telling);
        row.ToldSeverity = telling == Telling.Resolved ? null : row.Severity;
    }

    public static string Word(Telling telling) => telling.ToString().ToLowerInvariant();

    private static TimeSpan GroupingOf(AlertRow row) =>
        row.Severity == (int)AlertSeverity.Critical ? GroupingOfCritical : Grouping;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset other) => one > other ? other : one;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private static void Due(AlertRow row, DateTimeOffset at) => row.TellAt = row.TellAt is { } earlier && earlier < at ? earlier : at;
}
