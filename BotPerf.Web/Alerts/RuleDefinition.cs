using System.Text.Json;
using System.Text.Json.Serialization;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>What of a rule is stored, and how it crosses REST: everything but its number and name. Durations in seconds.</summary>
internal record RuleDefinition
{
    public SignalKind Signal { get; init; }
    public string? Metric { get; init; }
    public Aggregation Aggregation { get; init; }
    public IReadOnlyList<string>? Over { get; init; }
    public bool Complement { get; init; }
    public int WindowMinutes { get; init; } = 1;
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public string? Per { get; init; }
    public bool PerInstance { get; init; }
    public int MinCount { get; init; }
    public Condition Condition { get; init; } = Condition.Ge;
    public UsualSide Side { get; init; }
    public IReadOnlyList<AlertLevel>? Levels { get; init; }
    public double ForSeconds { get; init; }
    public double KeepFiringSeconds { get; init; } = 60;
    public double CooldownSeconds { get; init; } = 300;
    public IReadOnlyList<int>? Bots { get; init; }

    public static RuleDefinition Of(AlertRule rule) => new()
    {
        Signal = rule.Signal.Kind,
        Metric = rule.Signal.Metric.Length == 0 ? null : rule.Signal.Metric,
        Aggregation = rule.Signal.Aggregation,
        Over = rule.Signal.Over,
        Complement = rule.Signal.Complement,
        WindowMinutes = rule.Signal.WindowMinutes,
        Labels = rule.Signal.Labels,
        Per = rule.Signal.Per,
        PerInstance = rule.Signal.PerInstance,
        MinCount = rule.Signal.MinCount,
        Condition = rule.Condition,
        Side = rule.Side,
        Levels = rule.Levels,
        ForSeconds = rule.For.TotalSeconds,
        KeepFiringSeconds = rule.KeepFiring.TotalSeconds,
        CooldownSeconds = rule.Cooldown.TotalSeconds,
        Bots = [.. rule.Bots.Select(bot => bot.Value)],
    };

    /// <summary>The rule; the caller has validated the definition.</summary>
    public AlertRule ToRule(int id, string? key, string name, bool enabled) => new(id, name, new Signal(Signal)
    {
        Metric = Metric ?? "",
        Aggregation = Aggregation,
        Over = Over ?? [],
        Complement = Complement,
        WindowMinutes = WindowMinutes,
        Labels = Labels ?? new Dictionary<string, string>(),
        Per = string.IsNullOrEmpty(Per) ? null : Per,
        PerInstance = PerInstance,
        MinCount = MinCount,
    })
    {
        Key = key,
        Enabled = enabled,
        Condition = Condition,
        Side = Side,
        Levels = Levels ?? [],
        For = TimeSpan.FromSeconds(ForSeconds),
        KeepFiring = TimeSpan.FromSeconds(KeepFiringSeconds),
        Cooldown = TimeSpan.FromSeconds(CooldownSeconds),
        Bots = [.. (Bots ?? []).Select(bot => new BotId(bot))],
    };

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static RuleDefinition Parse(string json) => JsonSerializer.Deserialize<RuleDefinition>(json, JsonSerializerOptions.Web)!;
}

/// <summary>Values of an enumeration as words of the protocol: <c>silent_shard</c>.</summary>
internal sealed class SnakeCaseWords<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
