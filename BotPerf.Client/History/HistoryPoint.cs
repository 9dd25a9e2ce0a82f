namespace BotPerf.Client;

/// <summary>What a series was within ten seconds. [000]</summary>
/// <param name="At">The end of the ten seconds.</param>
/// <param name="Count">Values of a distribution; for the others how many frames had one.</param>
/// <param name="Value">A distribution's average, a counter's increase, a gauge's last value.</param>
/// <param name="Min">The smallest; a counter's increase.</param>
/// <param name="Max">The largest; a counter's increase.</param>
/// <param name="P95">Of a distribution, within 1 %; null for the others.</param>
public readonly record struct HistoryPoint(DateTimeOffset At, long Count, double Value, double Min, double Max, double? P95);

/// <summary>The points of one series, oldest first. Ten seconds in which nothing came have no point.</summary>
/// <param name="Name">The metric, e.g. <c>command_duration_seconds</c>.</param>
/// <param name="Labels">By name.</param>
/// <param name="Kind">Says what the points mean.</param>
/// <param name="Unit"><c>s</c>, <c>B</c>, <c>percent</c> or empty.</param>
/// <param name="Points">The newest may still grow.</param>
public sealed record MetricHistory(
    string Name, IReadOnlyDictionary<string, string> Labels, MetricKind Kind, string Unit, IReadOnlyList<HistoryPoint> Points);
