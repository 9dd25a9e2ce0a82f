using System.Text.Json.Serialization;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>When a value is a breach.</summary>
[JsonConverter(typeof(SnakeCaseWords<Condition>))]
public enum Condition
{
    Gt,
    Ge,
    Lt,
    Le,
    Eq,
    Ne,

    /// <summary>No value comes.</summary>
    Absent,

    /// <summary>So many deviations beside what is usual at this hour of the week.</summary>
    Anomaly,

    /// <summary>By such a share more or less than what is usual at this hour of the week.</summary>
    Growth,
}

/// <summary>On which side of the usual a value is a breach.</summary>
[JsonConverter(typeof(SnakeCaseWords<UsualSide>))]
public enum UsualSide
{
    Both,
    Above,
    Below,
}

/// <summary>How bad from which value on.</summary>
/// <param name="Recovery">The value at which it is over; null: <see cref="AlertLimits.RecoveryShare"/> short of the threshold.</param>
public sealed record AlertLevel(AlertSeverity Severity, double Threshold, double? Recovery = null);

/// <summary>What is watched, and when it is an alert.</summary>
public sealed record AlertRule(int Id, string Name, Signal Signal)
{
    /// <summary>The name of the default rule it is; null for one that a person made.</summary>
    public string? Key { get; init; }

    public bool Enabled { get; init; } = true;

    public Condition Condition { get; init; } = Condition.Ge;

    /// <summary>Of a condition that is about the usual.</summary>
    public UsualSide Side { get; init; }

    /// <summary>Its figure is not looked at as it is, but beside what is usual.</summary>
    public bool IsBesideUsual => Condition is Condition.Anomaly or Condition.Growth;

    /// <summary>From the mildest to the worst; at least one. Their thresholds rise in the same direction.</summary>
    public IReadOnlyList<AlertLevel> Levels { get; init; } = [];

    /// <summary>So long the breach must last before it is an alert.</summary>
    public TimeSpan For { get; init; }

    /// <summary>So long it must be well before the alert is over.</summary>
    public TimeSpan KeepFiring { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Within this time after its end the same trouble is the same alert again.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Only these bots; empty for all.</summary>
    public IReadOnlyList<BotId> Bots { get; init; } = [];

    /// <summary>A default rule that is not, or no longer, as BotPerf has it.</summary>
    public bool IsChanged => Key is { } key && DefaultRules.Find(key) is { } preset
        && (Name != preset.Name || Enabled != preset.Enabled || RuleDefinition.Of(this).ToJson() != RuleDefinition.Of(preset).ToJson());

    public bool Concerns(BotId bot) => Enabled && (Bots.Count == 0 || Bots.Contains(bot));
}

/// <summary>The fixed numbers of alerting.</summary>
internal static class AlertLimits
{
    /// <summary>Without a recovery threshold of its own a level recovers this share short of its threshold.</summary>
    public const double RecoveryShare = 0.1;

    /// <summary>The same beside the usual, where figures wander: it is well again when it is half-way back.</summary>
    public const double UsualRecoveryShare = 0.5;

    /// <summary>A breach that was seen to begin is forgotten when no value came for so long.</summary>
    public static readonly TimeSpan PendingWithoutData = TimeSpan.FromMinutes(2);

    /// <summary>An alert without any value for so long ends: what it was about is no longer there.</summary>
    public static readonly TimeSpan OpenWithoutData = TimeSpan.FromHours(24);

    /// <summary>The same, while the bot itself is there: nothing runs any more that could be slow or fail.</summary>
    public static readonly TimeSpan OpenWithoutTraffic = TimeSpan.FromMinutes(20);

    public const int MostRules = 200;
    public const int MostLevels = 4;
    public static readonly TimeSpan LongestFor = TimeSpan.FromHours(24);
}
