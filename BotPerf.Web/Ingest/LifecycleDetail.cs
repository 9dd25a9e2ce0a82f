using BotPerf.Shared.Protocol;
using BotPerf.Web.Live;

namespace BotPerf.Web.Ingest;

/// <summary>What a lifecycle event tells, as one line for people: "version 1.4.2, commit abc123".</summary>
internal static class LifecycleDetail
{
    // What people look for first.
    private const string Version = "version";
    private const string Heal = "heal";
    private const int LongestLine = 500;

    public static LifecycleMark ToMark(string instance, LifecycleEvent lifecycle) =>
        new(DateTimeOffset.UnixEpoch.AddTicks(lifecycle.AtUs * TimeSpan.TicksPerMicrosecond), instance, lifecycle.Event,
            Format(lifecycle.Event, lifecycle.Detail));

    public static string Format(string name, IReadOnlyDictionary<string, string> detail)
    {
        var line = name == Heal && detail.TryGetValue("healer", out var healer) ? Healing(healer, detail) : Pairs(detail);
        return line.Length <= LongestLine ? line : line[..LongestLine] + "…";
    }

    // Whether the SDK tells it of itself or the server of an answer: the same words.
    private static string Healing(string healer, IReadOnlyDictionary<string, string> detail)
    {
        var healed = detail.GetValueOrDefault("ok") == "true" || detail.GetValueOrDefault("outcome") == "healed";
        var took = detail.TryGetValue("durationMs", out var ms) ? $" after {ms} ms" : "";
        var said = detail.GetValueOrDefault("detail") ?? detail.GetValueOrDefault("said") ?? "";
        var cause = detail.TryGetValue("cause", out var why) && why.Length > 0 ? $" ({why})" : "";
        return $"{healer} {(healed ? "healed" : "failed")}{took}{(said.Length > 0 ? $": {said}" : "")}{cause}";
    }

    private static string Pairs(IReadOnlyDictionary<string, string> detail) =>
        string.Join(", ", detail
            .OrderByDescending(pair => pair.Key == Version).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {pair.Value}"));
}
