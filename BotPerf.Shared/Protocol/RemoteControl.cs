namespace BotPerf.Shared.Protocol;

/// <summary>
/// What the dashboard sets for a bot, sent with Hello's reply and by <see cref="HubContract.Configure"/> at each change.
/// The whole state every time: null, or a collector left out, means that the bot's own setting holds.
/// </summary>
internal sealed record RemoteSettings
{
    /// <summary>False: the kill switch, nothing is recorded; frames without figures still show that the bot is there.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Between frames, 500 to 60,000 ms.</summary>
    public int? FlushIntervalMs { get; init; }

    /// <summary>The part of executions sent in detail, 0 to 1. Counts and percentiles stay exact.</summary>
    public double? DetailSamplingRate { get; init; }

    /// <summary>Collectors on or off, by <see cref="CollectorNames"/>.</summary>
    public IReadOnlyDictionary<string, bool>? Collectors { get; init; }
}

/// <summary>The collectors of the SDK, as settings and dashboards name them.</summary>
internal static class CollectorNames
{
    public const string Process = "process";
    public const string Runtime = "runtime";
    public const string System = "system";
    public const string Network = "network";
    public const string Bot = "bot";
    public const string Instrumentation = "instrumentation";

    public static readonly IReadOnlyList<string> All = [Process, Runtime, System, Network, Bot, Instrumentation];
}

/// <summary>The server asks the bot to heal itself.</summary>
/// <param name="Id">Names the request; the answer carries it.</param>
/// <param name="Healer">memory, error_rate, response_time, api_health, or a name of the bot's own.</param>
/// <param name="Reason">For people and logs: who asked, or which alert.</param>
internal sealed record HealRequest(string Id, string Healer, string? Reason);

/// <summary>An alert as programs see it. Times ISO 8601 UTC; the threshold in the unit of the metric.</summary>
/// <param name="State">pending, open, acknowledged, resolved or cleared.</param>
/// <param name="Severity">info, warning, high or critical.</param>
/// <param name="Target">What it is about: an instance, a command, a series' labels; empty for the whole bot.</param>
internal sealed record AlertMessage(
    string Id, string Rule, string RuleName, string Severity, string State, string Bot, string Target, double? Value,
    double? Threshold, DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt, string? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt, string? Note);

/// <summary>A suggestion of the server as programs see it: what may be worth changing about the bot.</summary>
/// <param name="Kind">The rule that found it: slow-command, cache-misses, …</param>
/// <param name="Target">The command, pool, instance, … it is about; empty for the whole bot.</param>
/// <param name="Evidence">The figures that speak for it.</param>
/// <param name="Action">What to do, in .NET.</param>
/// <param name="Code">A line of code, or the names of settings.</param>
/// <param name="Gain">What may come of it; null: not known.</param>
/// <param name="Confidence">low, medium or high.</param>
internal sealed record SuggestionMessage(
    string Id, string Kind, string Target, string Title, string Evidence, string Action, string Code, string? Gain, string Confidence);

/// <summary>How well the server finds the bot, all of its instances together.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Band">excellent, good, fair, poor or critical.</param>
/// <param name="Deductions">What costs most, in words, each with the points it takes from its component; what weighs most first, at most five.</param>
internal sealed record HealthMessage(double Score, string Band, IReadOnlyList<string>? Deductions);
