namespace BotPerf.Tests.Architecture;

/// <summary>
/// The folders of BotPerf.Web in the order of the journey. A folder uses itself and what ranks lower; folders of one rank
/// do not know each other. docs/architecture.md draws the same picture.
/// </summary>
internal static class Room
{
    public const string Program = "Program";
    private const string Root = "BotPerf.Web";

    private static readonly string[][] LowestFirst =
    [
        ["Wording"],
        ["Storage"],
        ["Live", "Bots", "Scheduling", "Delivery", "Access"],
        ["Ingest", "Rollups"],
        ["Baselines"],
        ["HealthScores", "Targets"],
        ["Alerts"],
        ["Insights"],
        ["Reports", "Digests"],
        ["Api"],
        ["Components"],
        ["Hosting", Program],
    ];

    /// <summary>The folder that a namespace belongs to; null when it is not one of BotPerf.Web's.</summary>
    public static string? Of(string? space)
    {
        if (space is null || !space.StartsWith(Root, StringComparison.Ordinal))
            return null;
        if (space.Length == Root.Length)
            return Program;
        return space[Root.Length] == '.' ? space[(Root.Length + 1)..].Split('.')[0] : null;
    }

    public static bool IsKnown(string room) => RankOf(room) >= 0;

    public static bool MayUse(string room, string other) =>
        room == other || RankOf(other) < RankOf(room) || (RankOf(room) == RankOf(Program) && IsKnown(other));

    private static int RankOf(string room) => Array.FindIndex(LowestFirst, rooms => rooms.Contains(room));
}
