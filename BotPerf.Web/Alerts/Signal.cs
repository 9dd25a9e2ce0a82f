using System.Text.Json.Serialization;

namespace BotPerf.Web.Alerts;

/// <summary>Where the figure of a rule comes from.</summary>
[JsonConverter(typeof(SnakeCaseWords<SignalKind>))]
public enum SignalKind
{
    /// <summary>A metric that the bot sends.</summary>
    Metric,

    /// <summary>Seconds since an instance was last heard of.</summary>
    Offline,

    /// <summary>The traffic of an instance as a share of what its siblings have, by their median.</summary>
    SilentShard,

    /// <summary>How fast the floor of the memory rises, as a share of it in an hour; only where it rises steadily.</summary>
    MemoryLeak,

    /// <summary>How many times faster than allowed a target goes wrong: the smaller of a long window and of its last twelfth.</summary>
    BurnRate,
}

/// <summary>What is made of the values in the window.</summary>
[JsonConverter(typeof(SnakeCaseWords<Aggregation>))]
public enum Aggregation
{
    /// <summary>Of a gauge: its newest value.</summary>
    Last,
    Avg,
    Min,
    Max,

    /// <summary>Of a counter: its increase. Of a histogram: the sum of its values.</summary>
    Sum,

    /// <summary>How many: of a histogram its values, of a counter its increase.</summary>
    Count,

    /// <summary><see cref="Count"/> per minute of the window.</summary>
    Rate,
    P50,
    P90,
    P95,
    P99,

    /// <summary>By <see cref="Signal.Over"/>: gauges by their newest values, all others by their <see cref="Count"/>.</summary>
    Ratio,

    /// <summary>The newest value of a gauge beside its value at the window's beginning, as a share: 0.2 is a fifth more.</summary>
    Growth,
}

/// <summary>The figure that a rule looks at.</summary>
/// <remarks>
/// Counters and histograms are taken over all instances together; gauges are kept apart, each instance and each set of
/// labels a target of its own, since no one figure stands for several.
/// </remarks>
public sealed record Signal(SignalKind Kind)
{
    public const int MostWindowMinutes = 15;

    /// <summary>The stored name; empty for the kinds that need none.</summary>
    public string Metric { get; init; } = "";

    public Aggregation Aggregation { get; init; }

    /// <summary>Of a ratio: the metrics whose sum it is divided by.</summary>
    public IReadOnlyList<string> Over { get; init; } = [];

    /// <summary>Of a ratio: what is left to one.</summary>
    public bool Complement { get; init; }

    /// <summary>The running minute and as many before it as make this number. Of a burn rate, the long window.</summary>
    public int WindowMinutes { get; init; } = 1;

    /// <summary>Only series with all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The label whose values are targets of their own; null: the whole bot is one. Of gauges, all labels are.</summary>
    public string? Per { get; init; }

    /// <summary>Each instance is a target of its own, also of counters and histograms.</summary>
    public bool PerInstance { get; init; }

    /// <summary>Below so many values in the window, or so large a divisor of a ratio, there is no figure.</summary>
    public int MinCount { get; init; }

    /// <summary>Every metric that it needs.</summary>
    public IEnumerable<string> Metrics => Metric.Length == 0 ? Over : [Metric, .. Over];
}
