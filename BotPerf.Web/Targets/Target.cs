using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>What counts, and what of it is good.</summary>
public enum TargetKind
{
    /// <summary>Executions of commands; good ones do not fail.</summary>
    Success,

    /// <summary>Executions of commands; good ones take no longer than the threshold.</summary>
    Fast,

    /// <summary>Interactions that were answered; good ones for the first time within the threshold.</summary>
    Acknowledged,

    /// <summary>Calls of other services; good ones do not fail.</summary>
    Calls,

    /// <summary>Database queries; good ones take no longer than the threshold.</summary>
    Queries,

    /// <summary>Look-ups in caches; good ones find something.</summary>
    Cache,
}

/// <summary>A service level: so large a share of what happens in so many days is to be good.</summary>
/// <param name="Bot">Null: every bot, each on its own.</param>
/// <param name="Command">Null: all commands together.</param>
/// <param name="ThresholdSeconds">Of the kinds that are about time; null for the others.</param>
/// <param name="Objective">The share that is to be good: 0.99.</param>
/// <param name="Days">The window, which moves with the present.</param>
public sealed record Target(int Id, string Name, BotId? Bot, string? Command, TargetKind Kind, double? ThresholdSeconds, double Objective, int Days)
{
    /// <summary>"success", "fast", …: as it is stored, and crosses REST.</summary>
    public string Word => WordOf(Kind);

    public static string WordOf(TargetKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The share that may go wrong; without what binary numbers add to 1 − 0.99.</summary>
    public double Allowed => Math.Round(1 - Objective, 9);

    public bool Concerns(BotId bot) => Bot is null || Bot == bot;
}
