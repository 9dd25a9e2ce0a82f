using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Targets;

/// <summary>What a person asks for, not yet checked.</summary>
public sealed record TargetDraft(string Name, int? Bot, string? Command, TargetKind Kind, double? ThresholdSeconds, double Objective, int Days)
{
    public const int LongestName = 100;
    public const double LeastObjective = 0.5;
    public const double HighestObjective = 0.9999;
    public const double LongestThreshold = 3_600;

    /// <summary>The windows there are, in days.</summary>
    public static IReadOnlyList<int> Windows { get; } = [7, 14, 30];

    /// <exception cref="TargetRefusedException">The first field that is wrong.</exception>
    internal void Check(Func<int, bool> botExists)
    {
        Require(Name.Trim().Length is >= 1 and <= LongestName && !Name.Any(char.IsControl), "name", $"has 1 to {LongestName} characters");
        Require(Enum.IsDefined(Kind), "kind", "is one of " + string.Join(", ", Enum.GetValues<TargetKind>().Select(Target.WordOf)));
        Require(Bot is not { } bot || botExists(bot), "bot", "names no bot that there is");
        Require(Command is null || TargetMeasure.HasCommand(Kind), "command", "belongs to the kinds success, fast and acknowledged");
        Require(Command is null || Command.Length is >= 1 and <= WireLimits.MaxNameLength, "command", $"has 1 to {WireLimits.MaxNameLength} characters");
        Require(ThresholdSeconds is not null || !TargetMeasure.HasThreshold(Kind), "thresholdSeconds", "is needed: from when on it is too slow");
        Require(ThresholdSeconds is null || TargetMeasure.HasThreshold(Kind), "thresholdSeconds", "belongs to the kinds fast, acknowledged and queries");
        Require(ThresholdSeconds is not { } threshold || (threshold > 0 && threshold <= LongestThreshold), "thresholdSeconds", $"is above 0 and at most {LongestThreshold:0} seconds");
        Require(Objective is >= LeastObjective and <= HighestObjective, "objective", "is from 0.5 to 0.9999, the share that is to be good");
        Require(Windows.Contains(Days), "days", "is 7, 14 or 30");
    }

    private static void Require(bool isWell, string field, string rule)
    {
        if (!isWell)
            throw new TargetRefusedException($"{field} {rule}.", field);
    }
}
