namespace BotPerf.Web.Hosting.Demo;

/// <summary>A command of a simulated bot.</summary>
/// <param name="Share">Its part of the bot's traffic; the shares of a bot add up to about one.</param>
/// <param name="TypicalMs">The median duration.</param>
/// <param name="Spread">Of the log-normal distribution: 0.3 is steady, 0.9 has a long tail.</param>
/// <param name="ErrorShare">Fraction that fails on a good day.</param>
internal sealed record DemoCommand(
    string Name, string Module, string Kind, double Share, double TypicalMs, double Spread = 0.5, double ErrorShare = 0.005);

/// <summary>A simulated bot.</summary>
/// <param name="Instances">Names of its processes.</param>
/// <param name="CommandsPerMinute">Over all instances, at its busiest hour.</param>
/// <param name="PeakHour">Hour of the day (UTC) when most people talk to it.</param>
/// <param name="IsFaulty">It has bad minutes now and then.</param>
/// <param name="MemoryMebibytes">Of one instance.</param>
internal sealed record DemoBot(
    string Name, string Library, string Version, IReadOnlyList<string> Instances, double CommandsPerMinute, double PeakHour,
    double MessagesPerCommand, double MemoryMebibytes, double GatewayMs, int Guilds, bool IsFaulty,
    IReadOnlyList<DemoCommand> Commands);

/// <summary>The three bots that <c>--demo</c> shows: a small one, a sharded one, and one that has its bad minutes.</summary>
internal static class DemoFleet
{
    public static readonly IReadOnlyList<DemoBot> Bots =
    [
        new("Jukebox", "Discord.Net 3.18", "2.7.1", ["default"], 140, PeakHour: 20, MessagesPerCommand: 4, 212, 48, 184, IsFaulty: false,
        [
            new("play", "Music", "slash", 0.34, 310, 0.55, 0.012),
            new("skip", "Music", "slash", 0.18, 42, 0.35),
            new("queue", "Music", "slash", 0.14, 65, 0.4),
            new("nowplaying", "Music", "slash", 0.10, 38, 0.3),
            new("volume", "Music", "button", 0.09, 24, 0.3),
            new("lyrics", "Lyrics", "slash", 0.07, 820, 0.7, 0.03),
            new("playlist", "Library", "slash", 0.05, 190, 0.6),
            new("help", "General", "slash", 0.03, 18, 0.25),
        ]),
        new("Warden", "NetCord 1.0", "5.0.3", ["shard-0", "shard-1", "shard-2", "shard-3"], 420, PeakHour: 18, MessagesPerCommand: 9, 340, 71, 4_210, IsFaulty: false,
        [
            new("warn", "Moderation", "slash", 0.22, 96, 0.4),
            new("timeout", "Moderation", "slash", 0.15, 130, 0.45, 0.01),
            new("ban", "Moderation", "slash", 0.06, 170, 0.5, 0.01),
            new("purge", "Moderation", "slash", 0.08, 640, 0.6, 0.015),
            new("case", "Cases", "slash", 0.13, 58, 0.4),
            new("note", "Cases", "slash", 0.09, 51, 0.35),
            new("rank", "Levels", "prefix", 0.16, 210, 0.5),
            new("leaderboard", "Levels", "prefix", 0.06, 460, 0.6),
            new("appeal", "Appeals", "modal", 0.03, 150, 0.5),
            new("settings", "General", "slash", 0.02, 44, 0.3),
        ]),
        new("Muse", "DSharpPlus 5.0", "0.9.4", ["default"], 75, PeakHour: 22, MessagesPerCommand: 2, 488, 55, 96, IsFaulty: true,
        [
            new("ask", "Chat", "slash", 0.46, 1_450, 0.6, 0.01),
            new("imagine", "Art", "slash", 0.21, 3_900, 0.5, 0.02),
            new("summarize", "Chat", "context", 0.15, 2_200, 0.5, 0.01),
            new("translate", "Chat", "slash", 0.12, 720, 0.5, 0.006),
            new("persona", "Settings", "slash", 0.06, 60, 0.4),
        ]),
    ];
}
